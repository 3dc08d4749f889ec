"""The journal's lines: what strangers wrote is a field's value, on a terminal as in JSON."""

from __future__ import annotations

import io
import json

import pytest

from monitor.adapters.structlog_journal import StructlogJournal

HOSTILE = ["\x1b]0;owned\x07", "a\x1b[2Jb c", "\x9b31m", "one\rtwo"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("text", HOSTILE)
def test_a_terminal_is_shown_no_control_character_of_a_stranger(text: str) -> None:
    terminal, calm = Terminal(), Terminal()
    StructlogJournal(terminal).record("entry", title=text)
    StructlogJournal(calm).record("entry", title="calm")
    assert "owned" not in text or "owned" in terminal.getvalue()
    ours = calm.getvalue().count("\x1b")  # the colours
    assert terminal.getvalue().count("\x1b") == ours
    assert not any(sign in terminal.getvalue() for sign in "\x07\x9b\r")
    assert terminal.getvalue().count("\n") == 1


def test_a_trace_keeps_its_lines() -> None:
    stream = io.StringIO()
    StructlogJournal(stream).record("stage", stage="reads", error="boom", trace="one\n\ttwo\n")
    assert json.loads(stream.getvalue())["trace"] == "one\n\ttwo\n"
