"""Stored articles in the workers: one that kills its worker is left out and said, the others are screened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.daemon.stored import CHUNK, chunks, screen_stored
from monitor.errors import WorkerDied


@dataclass(frozen=True)
class Packed:
    id: int
    body: bytes
    seen: datetime = datetime(2026, 3, 1, tzinfo=UTC)


class Deadly:
    """Workers that die of one article, and find something in every third."""

    async def run(self, task: str, bodies: list[bytes], *_arguments: Any, deadline: timedelta | None = None) -> Any:
        if b"poison" in bodies:
            raise WorkerDied("the worker was killed")
        return [(place, (body,)) for place, body in enumerate(bodies) if int(body) % 3 == 0]


@pytest.mark.parametrize("poisoned", [0, 3, 6])
async def test_one_poisonous_article_is_left_out(poisoned: int) -> None:
    articles = [Packed(number, b"poison" if number == poisoned else str(number).encode()) for number in range(7)]
    out: list[tuple[int, str]] = []
    found = await screen_stored(Deadly(), articles, "folder", "version",  # type: ignore[arg-type]
                                left_out=lambda one, fault: out.append((one.id, str(fault))))
    assert [one.id for one, _ in found] == [number for number in (0, 3, 6) if number != poisoned]
    assert out == [(poisoned, "the worker was killed")]


def test_chunks_keep_the_order() -> None:
    articles = [Packed(number, b"") for number in range(2 * CHUNK + 1)]
    assert [len(chunk) for chunk in chunks(articles)] == [CHUNK, CHUNK, 1]
    assert [one for chunk in chunks(articles) for one in chunk] == articles
