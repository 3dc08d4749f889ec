"""Options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import click

DEFAULT_CONFIG = "config.yaml"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def config_option(*, required: bool = True) -> Callable[[Any], Any]:
    """`-c config.yaml`. Not required: the value is None when the option is not given."""
    return click.option("-c", "--config", "config_path", default=DEFAULT_CONFIG if required else None, metavar="PATH",
                        help=f"The config file (default: {DEFAULT_CONFIG}).")


class Duration(click.ParamType[timedelta]):
    """30s, 5m, 2h, 1d as a timedelta."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        found = re.fullmatch(r"(\d+)([smhd])", str(value))
        if found is None:
            self.fail(f'"{value}" is no duration: write 30s, 5m, 2h or 1d', param, ctx)
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
