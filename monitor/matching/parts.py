"""A listed token beside the written ones it agrees with."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.matching.names import Role


@dataclass(frozen=True, slots=True)
class Part:
    """A listed token and the written tokens it agrees with."""

    token: int
    role: Role
    similarity: float
    first: int
    last: int
