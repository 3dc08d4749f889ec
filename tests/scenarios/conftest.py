"""Fixtures of the whole-house tests."""

from desk import desk, environment

__all__ = ["desk", "environment"]
