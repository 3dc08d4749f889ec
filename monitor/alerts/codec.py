"""Values of :mod:`monitor.model` to JSON and back, for the store: reach for it to keep a whole value in a row.

Driven by the annotations of frozen dataclasses: text, numbers, StrEnums, aware datetimes (ISO 8601), timedeltas (whole
microseconds), bytes (base64), tuples and optional values. Rows outlive the code that wrote them: an unknown field is
ignored and a missing one takes its default, so a row of an older version stays readable.
"""

from __future__ import annotations

import json
import re
import types
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

_T = TypeVar("_T")
_Convert = Callable[[Any], Any]
_MICROSECOND = timedelta(microseconds=1)
_SURROGATE = re.compile("[\ud800-\udfff]")


def to_json(value: Any) -> str:
    """A model dataclass as one line of JSON that any UTF-8 file or column can hold. Raises TypeError for other values."""
    data = to_data(value)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    if _SURROGATE.search(text):  # half a surrogate pair in hostile text has no UTF-8 form: JSON escapes hold it
        return json.dumps(data, separators=(",", ":"))
    return text


def from_json(text: str | bytes, kind: type[_T]) -> _T:
    """The value of class ``kind`` written by :func:`to_json`.

    Raises ValueError, naming class and field, where the text is no JSON or cannot be such a value.
    """
    return from_data(json.loads(text), kind)


def to_data(value: Any) -> dict[str, Any]:
    """A model dataclass as JSON-able builtin values, every field by its name. Raises TypeError for other values."""
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError(f"{type(value).__name__} is no value of the model")
    return cast("dict[str, Any]", _encoder(cast(Any, type(value)))(value))


def from_data(data: Any, kind: type[_T]) -> _T:
    """The value of class ``kind`` that :func:`to_data` took apart. Raises ValueError as :func:`from_json` does."""
    return cast(_T, _decoder(cast(Any, kind))(data))


# ------------------------------------------------------------------ one converter a type, made once
def _plain(value: Any) -> Any:
    return value


def _optional(kind: Any) -> Any | None:
    """The X of an ``X | None``; None for any other type."""
    if get_origin(kind) not in (Union, types.UnionType):
        return None
    members = [member for member in get_args(kind) if member is not type(None)]
    return members[0] if len(members) == 1 else None


@cache
def _encoder(kind: Any) -> _Convert:
    if (inner := _optional(kind)) is not None:
        some = _encoder(inner)
        return _plain if some is _plain else lambda value: None if value is None else some(value)
    if get_origin(kind) is tuple:
        return _tuple_encoder(get_args(kind))
    if is_dataclass(kind):
        return _dataclass_encoder(cast(type, kind))
    if kind is datetime:
        return lambda value: value.isoformat()
    if kind is timedelta:
        return lambda value: value // _MICROSECOND
    if kind is bytes:
        return lambda value: b64encode(value).decode("ascii")
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return str
    if kind in (str, int, float, bool):
        return _plain
    raise TypeError(f"no JSON form for {kind!r}")


def _tuple_encoder(parts: tuple[Any, ...]) -> _Convert:
    if len(parts) == 2 and parts[1] is Ellipsis:
        each = _encoder(parts[0])
        return list if each is _plain else lambda value: [each(item) for item in value]
    several = [_encoder(part) for part in parts]
    if all(each is _plain for each in several):
        return list
    return lambda value: [each(item) for each, item in zip(several, value, strict=True)]


def _dataclass_encoder(kind: type) -> _Convert:
    hints = get_type_hints(kind)
    plan = [(field.name, _encoder(hints[field.name])) for field in fields(kind)]
    return lambda value: {name: encode(getattr(value, name)) for name, encode in plan}


@cache
def _decoder(kind: Any) -> _Convert:
    if (inner := _optional(kind)) is not None:
        some = _decoder(inner)
        return lambda value: None if value is None else some(value)
    if get_origin(kind) is tuple:
        return _tuple_decoder(get_args(kind))
    if is_dataclass(kind):
        return _dataclass_decoder(cast(type, kind))
    if kind is timedelta:
        return lambda value: _MICROSECOND * value
    if kind is float:
        return float
    simple = {datetime: datetime.fromisoformat, bytes: b64decode, str: _plain, int: _plain, bool: _plain}
    if kind in simple:
        return cast(_Convert, simple[kind])
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    raise TypeError(f"no JSON form for {kind!r}")


def _tuple_decoder(parts: tuple[Any, ...]) -> _Convert:
    if len(parts) == 2 and parts[1] is Ellipsis:
        each = _decoder(parts[0])
        return tuple if each is _plain else lambda value: tuple([each(item) for item in value])
    several = [_decoder(part) for part in parts]
    return lambda value: tuple([each(item) for each, item in zip(several, value, strict=True)])


def _dataclass_decoder(kind: type) -> _Convert:
    hints = get_type_hints(kind)
    plan = {field.name: _decoder(hints[field.name]) for field in fields(kind)}
    required = [field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING]

    def decode(data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise ValueError(f"{kind.__name__}: expected an object, found {type(data).__name__}")
        found: dict[str, Any] = {}
        for name, value in data.items():
            if (convert := plan.get(name)) is None:
                continue
            try:
                found[name] = convert(value)
            except (TypeError, ValueError) as error:
                raise ValueError(f"{kind.__name__}.{name}: {error}") from error
        if missing := [name for name in required if name not in found]:
            raise ValueError(f"{kind.__name__}: no {', '.join(missing)}")
        return kind(**found)

    return decode
