"""config.yaml to Config: every complaint has file:line:column and the fix.

:func:`read_config` reads bytes and an environment handed in; :func:`check_rules` afterwards asks whether the rules fit the
watchlists that were loaded; :func:`resolve` and :func:`listen_address` turn texts of a Config into paths and addresses.
"""

from monitor.config.check import check_rules
from monitor.config.paths import listen_address, resolve
from monitor.config.read import read_config
from monitor.config.settings import Config, HttpConfig, Place, RulePlaces, SlackConfig, StatusConfig

__all__ = [
    "Config",
    "HttpConfig",
    "Place",
    "RulePlaces",
    "SlackConfig",
    "StatusConfig",
    "check_rules",
    "listen_address",
    "read_config",
    "resolve",
]
