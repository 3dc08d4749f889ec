"""Fixtures of the daemon tests."""

from archive import archive
from desk import desk, environment

__all__ = ["archive", "desk", "environment"]
