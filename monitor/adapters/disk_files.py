"""The Files port on a disk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence


class DiskFiles:
    """Reads what the user wrote. Raises OSError as the system does, also for a folder that cannot be listed."""

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        with open(path, "rb") as file:
            return file.read()

    def listing(self, folder: str, suffixes: Sequence[str]) -> list[str]:
        """The files below ``folder`` whose names end in one of ``suffixes`` (in any case), sorted; hidden ones left out.

        Links are followed, each folder is entered once: a Kubernetes ConfigMap is a folder of links into a hidden one.
        A link that leads nowhere is listed, so that reading it says so.
        """
        endings = tuple(suffix.lower() for suffix in suffixes)
        return sorted(path for path in _files(folder) if path.lower().endswith(endings))


def _files(folder: str) -> Iterator[str]:
    entered: set[str] = set()
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        real = os.path.realpath(here)
        if real in entered:
            continue
        entered.add(real)
        for name in os.listdir(here):
            path = os.path.join(here, name)
            if name.startswith("."):
                continue
            if os.path.isdir(path):
                waiting.append(path)
            else:
                yield path
