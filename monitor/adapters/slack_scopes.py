"""The scopes the app needs, each with what for; the manifest asks for them and `monitor check --live` looks for them."""

from __future__ import annotations

SCOPES = {
    "chat:write": "to post",
    "channels:history": "to look up a send whose answer was lost",
    "groups:history": "to look up such a send in private channels",
    "channels:read": "to find channels by name",
    "groups:read": "to find private channels",
}
PRIVATE = frozenset({"groups:read", "groups:history"})
"""Needed only by those who use private channels."""
