"""What the importers' tests share."""

from __future__ import annotations

from collections.abc import Callable

from monitor.model import Entity
from monitor.watchlists.importers import Imported

Import = Callable[..., Imported]


def names(entity: Entity) -> list[str]:
    """What an entity is called, its name first; weak names in angle brackets."""
    return [entity.name, *(f"<{alias.text}>" if alias.weak else alias.text for alias in entity.aliases)]
