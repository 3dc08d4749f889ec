"""Language tags as publishers write them, to BCP 47."""

from __future__ import annotations

import re

_TAG = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)$")


def language_tag(text: str | None) -> str | None:
    """``en_us`` → ``en-US``; None for what is no tag (``english``, empty, ``und``)."""
    match = _TAG.match((text or "").strip())
    if match is None or match.group(1).lower() in ("und", "mul", "zxx"):
        return None
    parts = [match.group(1).lower()]
    for part in re.split("[-_]", match.group(2))[1:]:
        parts.append(part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower())
    return "-".join(parts)
