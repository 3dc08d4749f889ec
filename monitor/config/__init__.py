"""config.yaml to Config: every complaint has file:line:column and the fix."""
