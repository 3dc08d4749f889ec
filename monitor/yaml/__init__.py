"""What people write, read with positions: the one strict YAML reader; every node knows its line and column."""
