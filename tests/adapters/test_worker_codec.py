from __future__ import annotations

import contextlib
import dataclasses
import decimal
import inspect
import os
import pickle
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import errors, model
from monitor.adapters.worker_codec import CannotCross, decode, decode_error, encode, encode_error
from monitor.errors import Fault, MonitorError, TaskFailed

NOW = datetime(2026, 11, 24, 10, 0, 0, 123456, tzinfo=UTC)


def a_value(kind: Any) -> Any:
    """Some value of an annotated type, every optional part given."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):
        return a_value(next(arg for arg in args if arg is not NoneType))
    if origin is tuple:
        return (a_value(args[0]),) * 2 if args[-1] is Ellipsis else tuple(map(a_value, args))
    if origin is frozenset:
        return frozenset({a_value(args[0])})
    if origin in (Sequence, Mapping):
        return ()
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field.name: a_value(hints[field.name]) for field in dataclasses.fields(kind)})
    if issubclass(kind, Enum):
        return list(kind)[-1]
    return {str: "имя\u200b\0", int: 7, float: 0.25, bool: True, bytes: b"\x00\xff", datetime: NOW, timedelta: timedelta(days=-1)}[kind]


MODEL = [kind for _, kind in inspect.getmembers(model, inspect.isclass) if kind.__module__.startswith("monitor.model.")]
VALUES = [a_value(kind) for kind in (*MODEL, Fault)]
MEMBERS = [member for kind in MODEL if issubclass(kind, Enum) for member in kind]
ERRORS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, MonitorError)]


def an_error(kind: type[MonitorError]) -> MonitorError:
    """An error of this class with all its fields set to something of their type."""
    given_values = {"faults": (Fault(file="a.yaml", line=3, column=1, text="no"), Fault(file="b.yaml", text="nor this"))}
    parameters = [parameter for parameter in inspect.signature(kind).parameters.values()
                  if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)] if "__init__" in vars(kind) else []
    if not parameters:
        return kind("one sentence", 2)
    hints = get_type_hints(kind.__init__)
    values = {parameter.name: given_values.get(parameter.name) or a_value(hints[parameter.name]) for parameter in parameters}
    return kind(**values)


def test_the_model_is_not_empty() -> None:
    assert len(MODEL) > 40
    assert len(ERRORS) > 10


@pytest.mark.parametrize("value", [*VALUES, *MEMBERS], ids=lambda value: type(value).__name__)
def test_every_value_of_the_model_crosses(value: Any) -> None:
    back = decode(encode(value))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_of_ours_crosses_as_itself_with_its_fields(kind: type[MonitorError]) -> None:
    error = an_error(kind)
    back = decode_error(encode_error(error))
    assert type(back) is kind
    assert (str(back), back.args, {**vars(back), "__notes__": None}) == (str(error), error.args, {**vars(error), "__notes__": None})
    assert back.__notes__[0].startswith("In the worker:\n")


def test_an_error_of_others_becomes_a_failed_task_with_its_name_and_trace() -> None:
    try:
        {}["missing"]
    except KeyError as problem:
        back = decode_error(encode_error(problem))
    assert isinstance(back, TaskFailed)
    assert (str(back), back.kind) == ("KeyError: 'missing'", "KeyError")
    assert "test_worker_codec.py" in back.trace


class Liar(MonitorError):
    """Not of our tree, though it says so."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


def test_an_error_that_only_looks_like_ours_or_cannot_be_printed_becomes_a_failed_task() -> None:
    assert type(decode_error(encode_error(Liar()))) is TaskFailed
    assert type(decode_error(encode_error(type("StoreFault", (Exception,), {})("x")))) is TaskFailed


def test_an_error_with_a_field_that_cannot_cross_says_so() -> None:
    fault = errors.StoreFault("locked")
    fault.transient = threading.Lock()  # type: ignore[assignment]
    back = decode_error(encode_error(fault))
    assert isinstance(back, TaskFailed)
    assert (back.kind, str(back)) == ("StoreFault", "StoreFault: locked (a _thread.lock can't cross to or from a worker)")


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()) | st.binary()
    | st.datetimes(timezones=st.just(UTC)) | st.timedeltas() | st.dates(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner) | st.frozensets(st.text()), max_leaves=20)


@given(PLAIN)
def test_any_plain_value_comes_back_as_it_was(value: Any) -> None:
    assert decode(encode(value)) == value


@pytest.mark.parametrize("value", [
    object(), print, lambda: 1, threading.Lock(), decimal.Decimal(1), TaskFailed("x"), int, os.environ, 1j, range(3),
    NOW.astimezone(timezone(timedelta(hours=1))).tzname, [{"deep": (object(),)}], type("Entry", (), {})()],
    ids=lambda value: type(value).__name__)
def test_anything_else_is_refused_where_it_is_sent(value: Any) -> None:
    with pytest.raises(CannotCross):
        encode(value)


class Exploit:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("true",)


@pytest.mark.parametrize("data", [
    pickle.dumps(Exploit()), pickle.dumps(print), pickle.dumps(decimal.Decimal(1)), b"cos\nsystem\n(S'true'\ntR.",
    b"cmonitor.model\ndataclass\n.", b"cmonitor.errors\nMonitorError\n.", b"cbuiltins\neval\n."])
def test_bytes_that_name_another_class_are_refused_where_they_arrive(data: bytes) -> None:
    with pytest.raises(CannotCross):
        decode(data)


@given(st.integers(0, 400))
def test_bytes_cut_short_are_refused(cut: int) -> None:
    data = encode(a_value(model.Entry))
    if cut < len(data):
        with pytest.raises(CannotCross):
            decode(data[:cut])


@given(st.binary(max_size=60))
def test_garbage_is_refused_or_harmless(data: bytes) -> None:
    with contextlib.suppress(CannotCross):
        decode(data)


def test_a_date_crosses() -> None:
    assert decode(encode(date(2026, 11, 24))) == date(2026, 11, 24)
