"""Fixtures of the whole-house tests."""

from desk import desk, environment
from postgres import cluster, database

__all__ = ["cluster", "database", "desk", "environment"]
