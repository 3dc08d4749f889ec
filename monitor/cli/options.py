"""Options that several commands share."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import click

from monitor.errors import UserFault

DEFAULT_CONFIG = "config.yaml"


def config_option(*, required: bool = True) -> Callable[[Any], Any]:
    """`-c config.yaml`. Not required: the value is None when the option is not given."""
    return click.option("-c", "--config", "config_path", default=DEFAULT_CONFIG if required else None, metavar="PATH",
                        help=f"The config file (default: {DEFAULT_CONFIG}).")


@contextmanager
def port_of_ours(port: int) -> Iterator[None]:
    """Inside, a port that somebody else listens on is a UserFault that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise UserFault(f"port {port} of this machine is taken: choose another with --port (0: any free one)") from error


class Duration(click.ParamType[timedelta]):
    """30s, 5m, 2h, 1d as a timedelta."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        from monitor.yaml.units import parse_duration  # only where it is asked for: the room loads the YAML library

        found = parse_duration(str(value))
        if found is None:
            self.fail(f'"{value}" is no duration: write 30s, 5m, 2h or 1d, a hundred years at most', param, ctx)
        return found
