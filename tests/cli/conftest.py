"""Fixtures of the command-line tests."""

from desk import desk, environment

__all__ = ["desk", "environment"]
