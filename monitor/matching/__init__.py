"""Which watchlist entities does a document name, how sure, and did they travel?"""

from monitor.matching.index import Index, open_index
from monitor.matching.index_build import compile_index
from monitor.matching.screen import has_candidate, near_misses, screen, screen_many

__all__ = ["Index", "compile_index", "has_candidate", "near_misses", "open_index", "screen", "screen_many"]
