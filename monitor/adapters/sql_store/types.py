"""Column types that mean the same in SQLite and Postgres: exact times, text that any database holds.

Times are whole microseconds since 1970 UTC: exact, comparable, and indexed alike in both. Text from feeds may hold NUL
(Postgres refuses it) and half surrogate pairs (neither database takes them): plain columns replace them, packed values keep them.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from monitor.text import canonical_url

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_INDEXABLE = 600   # bytes; a B-tree entry of Postgres holds at most 2,704

Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
Score: TypeEngine[float] = sa.Double().with_variant(sa.REAL, "sqlite")


class Time(TypeDecorator[datetime]):
    """An aware UTC datetime, exact to the microsecond."""

    impl = sa.BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(sa.Integer() if dialect.name == "sqlite" else sa.BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + _MICROSECOND * value


class Span(Time):
    """A timedelta, exact to the microsecond."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else value // _MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else _MICROSECOND * value


class Flag(TypeDecorator[bool]):
    """True or false; 0 and 1 in SQLite, whose strict tables know no boolean."""

    impl = sa.Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(sa.Integer() if dialect.name == "sqlite" else sa.Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        return int(bool(value)) if dialect.name == "sqlite" else bool(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool:
        return bool(value)


class Words(TypeDecorator[str]):
    """Text from anywhere; what no database column holds becomes U+FFFD."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


def storable(text: str) -> str:
    """The text with U+FFFD for NUL and half surrogate pairs."""
    return text if text.isascii() and "\x00" not in text else _UNSTORABLE.sub("\ufffd", text)


def indexable(text: str) -> str:
    """The text as it stands in a unique column: itself, or a head and a hash where it is too long for an index entry."""
    text = storable(text)
    if len(text) * 4 <= _INDEXABLE or len(data := text.encode()) <= _INDEXABLE:
        return text
    return f"{text[:100]}…{hashlib.blake2b(data, digest_size=16).hexdigest()}"


def address(url: str) -> str:
    """An article's address as it stands in a unique column, under the one spelling it is known by."""
    return indexable(canonical_url(url) or url)
