"""How far back a command looks: what is no duration, or longer than anybody remembers, is said in one line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from command_line import Answer, Seeded


@pytest.mark.parametrize("since", ["99999999999999d", "999999d", "1w", "-1d", ""])
@pytest.mark.parametrize("command", ["alerts", "replay"])
def test_an_impossible_duration_is_a_fault_of_the_arguments(monitor: Callable[..., Answer], seeded: Seeded, command: str,
                                                            since: str) -> None:
    answer = monitor(command, "-c", seeded.config, "--since", since)
    assert answer.status == 2
    assert "is no duration: write 30s, 5m, 2h or 1d" in answer.err


def test_a_hundred_years_can_be_asked_for(monitor: Callable[..., Answer], seeded: Seeded) -> None:
    assert monitor("alerts", "-c", seeded.config, "--since", "36500d").status == 0
