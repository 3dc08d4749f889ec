"""Which watchlist entities does a document name, how sure, and did they travel?"""
