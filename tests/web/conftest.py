"""Fixtures of the status page's tests."""

from desk import desk

__all__ = ["desk"]
