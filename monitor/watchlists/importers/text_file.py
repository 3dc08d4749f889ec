"""List files of text as lines, decoded as they are asked for: a file of any size is never held as a whole."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, NoReturn

from monitor.errors import Fault, Faults

Content = bytes | BinaryIO
"""A list file: its bytes, or an open stream of them that can be read from its beginning again."""

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_PIECE = 1 << 20  # bytes


class TextFile:
    """A text file: UTF-8 or UTF-16 by its byte order mark, else UTF-8, else the ``fallback`` where a publisher has used one.

    Is read through once when it is made. Raises Faults with the place of a byte that is none of these.
    """

    def __init__(self, data: Content, *, file: str, fallback: str = "") -> None:
        self.file = file
        self._stream = io.BytesIO(data) if isinstance(data, bytes) else data
        self._encoding, self._start = self._told(fallback)

    def lines(self, newline: str = "") -> Iterator[str]:
        """The lines from the beginning, each with its end as it stands; with ``newline`` given, only that ends one."""
        self._stream.seek(self._start)
        text = io.TextIOWrapper(self._stream, encoding=self._encoding, newline=newline)
        try:
            for line in text:  # noqa: UP028  `yield from` would close it, and the stream, when nobody asks for more
                yield line
        finally:
            if not self._stream.closed:
                text.detach()  # or it would close the stream, which may be read again

    def first_line(self) -> str:
        """The first line, without its end; empty where there is none."""
        return next(self.lines(), "").rstrip("\r\n")

    # -------------------------------------------------------------- encoding
    def _told(self, fallback: str) -> tuple[str, int]:
        """The encoding, and where the text begins."""
        self._stream.seek(0)
        head = self._stream.read(3)
        for mark, encoding in _BOMS:
            if head.startswith(mark):
                return self._checked(encoding, len(mark))
        bad = self._first_bad("utf-8", 0)
        if bad is None:
            return "utf-8", 0
        if not fallback or self._begins_utf8(bad) or any(b"\0" in piece for piece in self._pieces()):
            self._refuse(bad, "utf-8")
        return self._checked(fallback, 0)

    def _checked(self, encoding: str, start: int) -> tuple[str, int]:
        bad = self._first_bad(encoding, start)
        if bad is not None:
            self._refuse(bad, encoding)
        return encoding, start

    def _first_bad(self, encoding: str, start: int) -> int | None:
        """Where the first byte stands that is no text in this encoding."""
        decoder, done = codecs.getincrementaldecoder(encoding)(), start
        for piece in chain(self._pieces(start), (b"",)):
            waiting = len(decoder.getstate()[0])
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                return done - waiting + error.start
            done += len(piece)
        return None

    def _begins_utf8(self, place: int) -> bool:
        """Whether a character of UTF-8 begins there, which was cut off or garbled further on."""
        self._stream.seek(place)
        found = self._stream.read(2)
        return len(found) == 2 and found[0] >= 0xC2 and found[1] & 0xC0 == 0x80

    def _pieces(self, start: int = 0, end: int = -1) -> Iterator[bytes]:
        self._stream.seek(start)
        left = end - start
        while piece := self._stream.read(_PIECE if end < 0 else min(_PIECE, left)):
            left -= len(piece)
            yield piece

    def _refuse(self, place: int, encoding: str) -> NoReturn:
        line, column = 1, 1
        for piece in self._pieces(0, place):
            line += piece.count(b"\n")
            after = len(piece) - piece.rfind(b"\n")  # one more than follows the last line's end in it
            column = after if b"\n" in piece else column + len(piece)
        self._stream.seek(place)
        raise Faults([Fault(file=self.file, line=line, column=column, text=f"byte 0x{self._stream.read(1).hex().upper()} is no "
                            f"{encoding.upper()} text: wrong encoding, or the file was cut off")])
