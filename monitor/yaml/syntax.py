"""libyaml's errors of syntax in plain sentences, each with the likely cause and the fix."""

from __future__ import annotations

import re

import yaml

LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What libyaml counts as the end of a line."""

MAX_DEPTH = 40
_BY_PROBLEM = (
    # newer libyaml stops by itself, before our own bound is counted
    ("maximum nesting depth", f"nested more than {MAX_DEPTH} levels deep: nothing here needs that"),
    ("mapping values are not allowed", 'a colon with a space after it makes a key, and none can stand here: put quotes around '
     'the text ("Title: the rest"), or check the indentation'),
    ("block sequence entries are not allowed", 'a list entry ("- …") cannot stand here: begin it on a line of its own'),
    ("did not find expected ',' or ']'", "a list in [ ] is not closed, or lacks a comma"),
    ("did not find expected ',' or '}'", "a mapping in { } is not closed, or lacks a comma"),
    ("did not find expected '-' indicator", 'this line does not continue the list above: check its indentation and its "-"'),
    ("did not find expected key", "this does not continue the mapping above: check the indentation, quotes and brackets"),
    ("could not find expected ':'", 'expected "key: value": a colon is missing here or on the line above, or the indentation '
     "is wrong"),
    ("found unexpected end of stream", "the file ends inside a quoted text: close its quotes"),
    ("found unexpected document indicator", "a --- or ... line stands inside a quoted text: close its quotes first"),
    ("found unknown escape character", r'unknown escape after \ in a "quoted" text: write \\ for a backslash, or use single '
     "quotes"),
    ("did not find expected <document start>", "something is left over here after the end of the document: check brackets and "
     "indentation"),
    ("did not find expected node content", "a value is missing here"),
    ("undefined tag handle", "a text that begins with ! needs quotes"),
    ("did not find expected comment or line break", "after | or > the text begins on the next line"),
)

_BY_CHARACTER = {
    "\t": "a tab cannot indent YAML: use spaces",
    "@": "a text that begins with @ needs quotes",
    "`": "a text that begins with ` needs quotes",
    "%": "a text that begins with % needs quotes",
}


def sentence(error: yaml.YAMLError, text: str, line: int, column: int) -> str:
    """What is wrong at this place of ``text``, for a person who does not know YAML's grammar."""
    problem = str(getattr(error, "problem", None) or error)
    lines = LINE_BREAK.split(text)
    here = lines[line - 1] if line <= len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())]:
        return _BY_CHARACTER["\t"]
    if "cannot start any token" in problem:
        character = here[column - 1 : column]
        return _BY_CHARACTER.get(character, f'a text cannot begin with "{character}" here: put quotes around it')
    for part, plain in _BY_PROBLEM:
        if part in problem:
            return plain
    context = getattr(error, "context", None)
    return f"this is not YAML: {problem}" + (f" ({context})" if context else "")


def place_within(text: str, line: int, column: int) -> tuple[int, int]:
    """A mark of libyaml (from 0) as line and column from 1; one past the end becomes the end of the last written line."""
    lines = LINE_BREAK.split(text)
    if line < len(lines) and (lines[line] or line + 1 < len(lines)):
        return line + 1, min(column, len(lines[line])) + 1
    last = max((number for number, content in enumerate(lines) if content.strip()), default=0)
    return last + 1, len(lines[last]) + 1
