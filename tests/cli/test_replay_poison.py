"""`monitor replay` over an article that kills its worker: it is left out and said, the others are screened."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from monitor.cli.replay import _screened
from monitor.errors import WorkerDied
from monitor.model import Document


class Deadly:
    """Workers that die of one document."""

    async def run(self, task: str, documents: list[Document], *_arguments: Any, deadline: timedelta | None = None) -> Any:
        if any("poison" in text for document in documents for _, text in document.fields):
            raise WorkerDied("the worker was killed")
        return [((), ()) for _ in documents]


@pytest.mark.parametrize("place", [0, 3, 6])
def test_one_poisonous_article_is_left_out(place: int, capsys: pytest.CaptureFixture[str]) -> None:
    documents = [Document(fields=(("title", "poison" if number == place else f"news {number}"),)) for number in range(7)]
    found = asyncio.run(_screened(Deadly(), documents, "folder", "version"))  # type: ignore[arg-type]
    assert found == [()] * 7
    assert capsys.readouterr().err == "left out: 'poison': the worker was killed\n"
