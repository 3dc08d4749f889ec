"""Dates as lists write them: a year, a year and month, or a day."""

from __future__ import annotations

import re
from datetime import date

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)


def is_partial_date(text: str) -> bool:
    """``1957``, ``1957-03`` or ``1957-03-11``, and in the calendar."""
    found = _PARTIAL.fullmatch(text)
    if found is None:
        return False
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return False
    return True


def is_date(text: str) -> bool:
    """``1957-03-11``, and in the calendar."""
    return len(text) == len("2000-01-01") and is_partial_date(text)
