"""The stand-in for Slack and the local newsroom: for tests, the demo, and users without a workspace."""
