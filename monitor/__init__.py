"""News-monitoring alerts: who on your watchlists travelled, where to, and how sure the report is.

The story of one entry is told in :mod:`monitor.pipeline`; the nouns are in :mod:`monitor.model`.
"""

__version__ = "0.1.0"
