"""A local newsroom: feeds and pages over real HTTP on loopback, for the demo, for tests, and for trying out a watchlist."""

from monitor.testing.newsroom.server import Newsroom, Story

__all__ = ["Newsroom", "Story"]
