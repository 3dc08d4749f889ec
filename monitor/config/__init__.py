"""config.yaml to Config: every complaint has file:line:column and the fix.

:func:`read_config` reads bytes and an environment handed in; :func:`check_rules` afterwards asks whether the rules fit the
watchlists that were loaded; :func:`resolve` and :func:`listen_address` turn texts of a Config into paths and addresses;
:func:`latest` says when the daily summary last fell due.
"""

from monitor.config.check import check_rules
from monitor.config.daily import latest
from monitor.config.paths import listen_address, resolve
from monitor.config.read import read_config
from monitor.config.settings import Config, DailyTime, HttpConfig, Place, RulePlaces, SlackConfig, StatusConfig

__all__ = [
    "Config",
    "DailyTime",
    "HttpConfig",
    "Place",
    "RulePlaces",
    "SlackConfig",
    "StatusConfig",
    "check_rules",
    "latest",
    "listen_address",
    "read_config",
    "resolve",
]
