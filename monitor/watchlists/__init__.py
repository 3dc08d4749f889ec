"""watchlists/*.yaml to Watchlist, with positions in every complaint.

:func:`read_watchlist` reads one file, :func:`read_watchlists` all of them with the complaints of all; :func:`check_examples`
runs the examples the entities carry through a screen that is handed in.
"""

from monitor.watchlists.examples import check_examples
from monitor.watchlists.read import read_watchlist, read_watchlists

__all__ = ["check_examples", "read_watchlist", "read_watchlists"]
