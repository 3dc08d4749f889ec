"""What may cross between the daemon and its workers, as bytes.

Only builtin values, datetimes and timedeltas in UTC, and the dataclasses and enums of :mod:`monitor.model` and the
:class:`~monitor.errors.Fault` go in; anything else is refused by the side that encodes, and again by the one that decodes:
bytes from a child that read hostile input can name no other class. Errors travel as class name, arguments, fields and trace.
"""

from __future__ import annotations

import datetime
import inspect
import io
import pickle
import traceback
from enum import Enum
from typing import Any

from monitor import errors, model
from monitor.errors import MonitorError, TaskFailed

LONGEST_TRACE = 20_000

_TIMES = (datetime.datetime, datetime.date, datetime.timedelta, datetime.timezone)


def _model_classes() -> list[type]:
    return [thing for _, thing in inspect.getmembers(model, inspect.isclass)
            if thing.__module__.startswith(f"{model.__name__}.") and not issubclass(thing, Exception)]


def _error_classes() -> list[type[MonitorError]]:
    return [thing for _, thing in inspect.getmembers(errors, inspect.isclass)
            if thing.__module__ == errors.__name__ and issubclass(thing, MonitorError)]


_VALUES: dict[tuple[str, str], type] = {
    (thing.__module__, thing.__qualname__): thing for thing in (*_TIMES, errors.Fault, *_model_classes())}
_ALLOWED = frozenset(_VALUES.values())
_ERRORS = {thing.__name__: thing for thing in _error_classes()}


class CannotCross(ValueError):
    """The value holds something that must not cross, or the bytes name it; the text says what."""


class _Encoder(pickle.Pickler):
    # Asked for everything that is no plain builtin value, classes included: pickle's own hook before __reduce_ex__.
    def reducer_override(self, value: Any) -> Any:
        kind = value if isinstance(value, type) else type(value)
        if kind not in _ALLOWED:
            raise CannotCross(f"a {kind.__module__}.{kind.__qualname__} can't cross to or from a worker")
        if isinstance(value, Enum):
            return kind, (value.value,)  # Python 3.11.0 to 3.11.3 would name `getattr`, which must not cross
        return NotImplemented


class _Decoder(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        try:
            return _VALUES[module, name]
        except KeyError:
            raise CannotCross(f"the bytes name {module}.{name}, which can't cross from a worker") from None


def encode(value: Any) -> bytes:
    """``value`` as bytes. Raises CannotCross where it holds anything but what the module allows."""
    out = io.BytesIO()
    try:
        _Encoder(out, protocol=5).dump(value)
    except (CannotCross, MemoryError):
        raise
    except Exception as problem:
        raise CannotCross(f"a {type(value).__name__} can't be encoded: {problem}") from problem
    return out.getvalue()


def decode(data: bytes | memoryview) -> Any:
    """The value ``encode`` was given. Raises CannotCross for bytes that are cut short or name a class not allowed."""
    try:
        return _Decoder(io.BytesIO(data)).load()
    except (CannotCross, MemoryError):
        raise
    except Exception as problem:  # a pickle that is no pickle raises nearly anything
        raise CannotCross(f"unreadable bytes: {problem}") from problem


def encode_error(error: BaseException) -> bytes:
    """An error as (class name, arguments, fields, text, trace). What of it can't cross is left out, never the error."""
    kind = type(error).__name__
    text = _text_of(error)
    trace = "".join(traceback.format_exception(error))[-LONGEST_TRACE:]
    if _ERRORS.get(kind) is type(error):
        try:
            return encode((kind, error.args, dict(vars(error)), text, trace))
        except CannotCross as problem:
            text = f"{text} ({problem})"
    return encode((kind, None, None, text, trace))


def decode_error(data: bytes | memoryview) -> MonitorError:
    """The error again: as itself where it is one of :mod:`monitor.errors`, else as TaskFailed with its class name."""
    kind, args, fields, text, trace = decode(data)
    known = _ERRORS.get(kind)
    if known is None or args is None:
        return TaskFailed(f"{kind}: {text}" if text else kind, kind=kind, trace=trace)
    error = known.__new__(known, *args)  # its own __init__ takes other arguments than those it hands on to Exception
    error.__dict__.update({name: value for name, value in fields.items() if name != "__notes__"})
    error.add_note(f"In the worker:\n{trace}")
    return error


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as problem:
        return f"(its text can't be read: {type(problem).__name__})"
