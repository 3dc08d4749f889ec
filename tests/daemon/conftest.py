"""Fixtures of the daemon tests."""

from desk import desk, environment

__all__ = ["desk", "environment"]
