"""Short ways to import a list written in a test."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.model import Entity, ListSource
from monitor.watchlists.importers import Imported, import_list

Import = Callable[..., Imported]


@pytest.fixture
def read() -> Import:
    """``read(format, text or bytes, aliases=…)``: imports it under the name ``list``."""

    def importing(kind: str, content: str | bytes, *, mapping: tuple[tuple[str, str], ...] = (), **beside: str | bytes) -> Imported:
        files = {key: data.encode() if isinstance(data, str) else data for key, data in {"url": content, **beside}.items()}
        source = ListSource(format=kind, url="list", files=tuple((key, key) for key in beside), mapping=mapping)
        return import_list(source, files)

    return importing


def names(entity: Entity) -> list[str]:
    """What an entity is called, its name first; weak names in angle brackets."""
    return [entity.name, *(f"<{alias.text}>" if alias.weak else alias.text for alias in entity.aliases)]
