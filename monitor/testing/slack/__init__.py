"""A stand-in for Slack: the Web API calls the monitor uses, with state, Slack's limits, planned faults, and a page to look at.

::

    async with SlackStandIn(channels=("monitor",)) as slack:
        notifier = SlackNotifier(token="xoxb-any", base_url=slack.base_url)
        ...
        slack.messages("#monitor")
"""

from monitor.testing.slack.faults import PERMANENT, RETRY_AFTER, Fault, FaultKind, FaultPlan, SeededFaults, rough
from monitor.testing.slack.server import SlackStandIn
from monitor.testing.slack.state import Posted, Workspace

__all__ = ["PERMANENT", "RETRY_AFTER", "Fault", "FaultKind", "FaultPlan", "Posted", "SeededFaults", "SlackStandIn", "Workspace",
           "rough"]
