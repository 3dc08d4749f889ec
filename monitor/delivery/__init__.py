"""The outbox's rules: outcome to next state and due time; rate."""
