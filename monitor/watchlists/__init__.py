"""watchlists/*.yaml to Watchlist, with positions in every complaint."""
