"""Short ways to import a list written in a test."""

from __future__ import annotations

import pytest
from list_support import Import

from monitor.model import ListSource
from monitor.watchlists.importers import Imported, import_list


@pytest.fixture
def read() -> Import:
    """``read(format, text or bytes, aliases=…)``: imports it under the name ``list``."""

    def importing(kind: str, content: str | bytes, *, mapping: tuple[tuple[str, str], ...] = (), **beside: str | bytes) -> Imported:
        files = {key: data.encode() if isinstance(data, str) else data for key, data in {"url": content, **beside}.items()}
        source = ListSource(format=kind, url="list", files=tuple((key, key) for key in beside), mapping=mapping)
        return import_list(source, files)

    return importing
