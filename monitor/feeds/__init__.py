"""When is a feed due; bytes to entries."""
