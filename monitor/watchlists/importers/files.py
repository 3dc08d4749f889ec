"""List files as records: XML record by record, CSV row by row, every fault with its line and column.

Only one record is held at a time, whatever the size of the file. XML is read without document types, entities or network.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NoReturn

from lxml import etree

from monitor.errors import Fault, Faults
from monitor.watchlists.importers.text_file import Content, TextFile

_CELL = 1 << 20  # characters in one CSV cell: EU reasons run to tens of thousands


def refuse(file: str, text: str, *, line: int = 0, column: int = 0) -> NoReturn:
    """Raises Faults with one complaint about a list file."""
    raise Faults([Fault(file=file, line=line, column=column, text=text)])


# ------------------------------------------------------------------ XML
def records(data: Content, tags: Iterable[str], *, file: str, root: Sequence[str] = ()) -> Iterator[etree._Element]:
    """The elements of these local names, each complete and gone once the next one is asked for; ``root`` elements come too,
    as they begin (attributes only). Raises Faults for what is not well-formed, has a document type, or another root."""
    wanted, depth, inside = frozenset(tags), 0, 0
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    stream.seek(0)
    try:
        parser = etree.iterparse(stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
                                 huge_tree=False, remove_comments=True, remove_pis=True)
        for event, element in parser:
            name = local(element)
            if event == "start":
                depth += 1
                inside += name in wanted
                if depth == 1:
                    _check_root(element, root, file)
                    yield element
                continue
            depth -= 1
            if name in wanted:
                inside -= 1
                if not inside:
                    yield element
            if not inside and depth:  # done with, also what nobody asked for
                _forget(element)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        why = (error.msg or "cut off").rsplit(", line", 1)[0]
        refuse(file, f"not well-formed XML: {why}; the list is not imported", line=line, column=max(column, 1))


def _check_root(element: etree._Element, allowed: Sequence[str], file: str) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        refuse(file, "the file declares a document type, which no sanctions list does: it is not read", line=1, column=1)
    if allowed and local(element) not in allowed:
        refuse(file, f"the outermost element is <{local(element)}>, expected <{'> or <'.join(allowed)}>: is this the right format?",
               line=line_of(element), column=1)


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while (before := element.getprevious()) is not None:
            parent.remove(before)


def line_of(element: etree._Element) -> int:
    """The line an element begins on; 0 where the parser does not know."""
    line = element.sourceline
    return line if isinstance(line, int) else 0


def local(element: etree._Element) -> str:
    """An element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element, *path: str) -> Iterator[etree._Element]:
    """The descendants along a path of local names; ``*`` is any."""
    for child in element:
        if path[0] in ("*", local(child)):
            if len(path) == 1:
                yield child
            else:
                yield from children(child, *path[1:])


def texts(element: etree._Element, *path: str) -> list[str]:
    """The texts that are not empty along a path of local names, blanks single."""
    found = (" ".join("".join(map(str, child.itertext())).split()) for child in children(element, *path))
    return [text for text in found if text]


def text_of(element: etree._Element, *path: str) -> str:
    """The first text along a path, or empty."""
    return next(iter(texts(element, *path)), "")


# ------------------------------------------------------------------ CSV
def rows(text: TextFile, *, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV text with the line each begins on, empty ones left out. A lone 0x1A at the end, which DOS wrote, is none.

    Raises Faults for a quote that is never closed: the file was cut off."""
    reader = csv.reader(_without_dos_end(text.lines()), delimiter=delimiter, strict=True)
    limit = csv.field_size_limit(_CELL)
    line = 1
    try:
        for row in reader:
            if row and (len(row) > 1 or row[0].strip()):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        refuse(text.file, f"not CSV: {error}; the file may have been cut off", line=line, column=1)
    finally:
        csv.field_size_limit(limit)


def _without_dos_end(lines: Iterator[str]) -> Iterator[str]:
    last = ""
    for line in lines:
        if last:
            yield last
        last = line
    if last := last.rstrip("\x1a"):
        yield last


class Row(Mapping[str, str]):
    """A row by the names of its header; a column that is missing or short is empty."""

    __slots__ = ("_cells", "_places", "line")

    def __init__(self, places: Mapping[str, int], cells: list[str], line: int) -> None:
        self._places, self._cells, self.line = places, cells, line

    def __getitem__(self, key: str) -> str:
        place = self._places.get(key, -1)
        return self._cells[place].strip() if 0 <= place < len(self._cells) else ""

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def first(self, *keys: str) -> str:
        """The first of these columns that is not empty."""
        return next((value for value in map(self.__getitem__, keys) if value), "")


def table(text: TextFile, needed: Sequence[str], *, delimiter: str = ",") -> Iterator[Row]:
    """The rows below a header. Raises Faults for a file without header, without a column of ``needed``, or with a row longer than
    its header."""
    file, header = text.file, None
    places: dict[str, int] = {}
    for line, cells in rows(text, delimiter=delimiter):
        if header is None:
            header = [cell.strip() for cell in cells]
            for place, column in enumerate(header):
                places.setdefault(column, place)
            missing = [column for column in needed if column not in places]
            if missing:
                there = ", ".join(header[:8])
                refuse(file, f"no column {', '.join(map(repr, missing))} in the header ({there} …): is this the right format?",
                       line=line, column=1)
            continue
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header):]):
            refuse(file, f"{len(cells)} cells in this row, {len(header)} in the header", line=line, column=1)
        yield Row(places, cells, line)
    if header is None:
        refuse(file, "the file is empty: not even a header")


def grouped(read: Callable[[], Iterator[Row]], key: Callable[[Row], str]) -> Iterator[list[Row]]:
    """The rows of one ``key`` together. ``read`` is called twice: publishers keep the rows of a party together,
    and only those that stand apart are held, and come last."""
    there: set[str] = set()
    apart: set[str] = set()
    for value, _ in groupby(read(), key):
        (apart if value in there else there).add(value)
    held: dict[str, list[Row]] = {}
    for value, run in groupby(read(), key):
        if value in apart:
            held.setdefault(value, []).extend(run)
        else:
            yield list(run)
    yield from held.values()
