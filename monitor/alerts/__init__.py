"""Rules, stories and rendering: pure decisions from matches to what is told."""
