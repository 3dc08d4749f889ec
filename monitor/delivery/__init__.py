"""The outbox's rules: what a send's outcome makes of a delivery, and what looking up an ambiguous one does.

::

    PENDING ─send─► SENT                     accepted
                 ├► PENDING                  certainly not sent: later; refused as built: at once, as plain text;
                 │                           refused channel: the fallback channel
                 ├► UNKNOWN ─look up─► SENT | send again      it may have arrived
                 └► DEAD                     refused as plain text too

Never lost: only a message that no form of it can be sent becomes DEAD. Never twice where the sink can be asked.
"""

from monitor.delivery.outcomes import (
    AMBIGUOUS,
    DIED,
    Settings,
    grace_after,
    may_have_arrived,
    next_state,
    stops_sink,
)
from monitor.delivery.reconcile import Absent, Found, LookUp, Unreadable, reconcile

__all__ = ["AMBIGUOUS", "DIED", "Absent", "Found", "LookUp", "Settings", "Unreadable", "grace_after", "may_have_arrived",
           "next_state", "reconcile", "stops_sink"]
