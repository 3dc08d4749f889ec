"""The outbox's rules: what a send's outcome makes of a delivery, what looking up an ambiguous one does, at which pace, and
what an outage makes of a backlog.

::

    PENDING ─send─► SENT                     accepted
                 ├► PENDING                  certainly not sent: later; refused as built: at once, as plain text;
                 │                           refused channel: the fallback channel; refused app: when that is mended
                 ├► UNKNOWN ─look up─► SENT | send again      it may have arrived
                 │              └────► HELD                   nobody can tell, and it was sent again once (or must not be)
                 └► DEAD                     refused as plain text too
    PENDING ─after an outage─► FOLDED        told in a digest

Never lost: only a message that no form of it can be sent becomes DEAD. Never twice where the sink can be asked; where it
cannot, one copy more at most.
"""

from monitor.delivery.digest import BACKLOG, OUTAGE, digest, had_outage
from monitor.delivery.outcomes import AMBIGUOUS, DIED, Settings, grace_after, may_have_arrived, next_state
from monitor.delivery.pace import CHANNEL_BURST, PROBING, allowance, charged, next_turn, rest, stop
from monitor.delivery.reconcile import Absent, Found, LookUp, Unreadable, reconcile

__all__ = ["AMBIGUOUS", "BACKLOG", "CHANNEL_BURST", "DIED", "OUTAGE", "PROBING", "Absent", "Found", "LookUp", "Settings", "Unreadable",
           "allowance", "charged", "digest", "grace_after", "had_outage", "may_have_arrived", "next_state", "next_turn", "reconcile",
           "rest", "stop"]
