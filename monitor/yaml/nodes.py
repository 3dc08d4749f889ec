"""The tree a YAML file becomes: every node knows where it stands."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a node is. EMPTY: nothing was written (``key:`` and no more)."""

    TEXT = "text"
    LIST = "list"
    MAPPING = "mapping"
    EMPTY = "empty"


class Node(NamedTuple):
    """One value of a file; ``line`` and ``column`` count from 1.

    ``text`` is a scalar as written, without its quotes; ``plain`` says there were none. A mapping's ``keys`` stand in step
    with its ``items``. ``source`` is the text before ``${NAME}`` was replaced, empty where nothing was; an
    EMPTY node with a source is one that could not be replaced, and has been complained about.

    A NamedTuple, not a dataclass: a list of 5,000 entities makes 150,000 of them, in half the time.
    """

    kind: Kind
    line: int
    column: int
    text: str = ""
    plain: bool = False
    items: tuple[Node, ...] = ()
    keys: tuple[Node, ...] = ()
    source: str = ""
