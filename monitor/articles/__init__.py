"""Page bytes to labelled text: zones, metadata, identity."""
