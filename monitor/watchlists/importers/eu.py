"""What the layouts of the European Union have in common: party types, cells, identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.model import EntityType
from monitor.watchlists.importers.cells import Habits, Slash
from monitor.watchlists.importers.commas import Commas

HABITS = Habits(slash=Slash.SPACED, commas=Commas.LISTS)
TYPES = {"person": EntityType.PERSON, "p": EntityType.PERSON, "vessel": EntityType.VESSEL, "airplane": EntityType.AIRCRAFT}
_NUMBER = re.compile(r"[^\s,;()]*\d[^\s,;()]*(?:[ -]\d[\w/-]*)*")
NOTE = 600  # characters of a reason that are kept: enough to know who is meant


def numbers_in(cell: str) -> Iterator[str]:
    """The numbers of a cell of documents: ``U34290111 (Iran); 4449916581 (Iran)``, ``series 1815 No 112026``."""
    for piece in re.split(r"[;,]", re.sub(r"\([^()]*\)", " ", cell)):
        series = re.search(r"\bseries\s+(\S+)\s+(?:No\.?|number)\s*(\d+)", piece, re.IGNORECASE)
        if series:
            yield f"{series[1]} {series[2]}"
            continue
        match = _NUMBER.search(re.split(r"\b(?:issued|expire[sd]?|valid)\b", piece)[0])
        if match and len(match[0]) > 3:
            yield match[0]


def clipped(text: str) -> str:
    """A text for the note, cut at a word. The dots are three, since one "…" would double what every letter of the note takes."""
    return text if len(text) <= NOTE else text[:NOTE].rsplit(" ", 1)[0] + " ..."
