"""The only I/O: one file an adapter, named technology_port."""
