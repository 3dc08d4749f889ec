"""The compiled index on disk: one immutable folder a version, written aside, renamed into place, and mapped into memory.

A folder's name is the hash of what it was made from: the watchlists' versions in their order, this package's version, the
code that compiles and the layout below. So a swap is a change of name, tasks under way go on with the folder
they named, and daemons that share a root share the folders.
A folder that is unfinished or of another layout is refused when opened and made anew when written.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import math
import mmap
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import __version__
from monitor.errors import OperatorFault
from monitor.model import Watchlist

if TYPE_CHECKING:
    from monitor.matching import Index

LAYOUT = 1
_MANIFEST = "manifest.json"
_PREFIX = "index-"
_ASIDE = "unfinished-"
_VERSION = re.compile(r"[0-9a-f]{16}")


def index_version(watchlists: Sequence[Watchlist]) -> str:
    """The version an index of these watchlists has: 16 hexadecimal digits."""
    made_from = [LAYOUT, __version__, _code(), *([watchlist.name, watchlist.file, watchlist.version] for watchlist in watchlists)]
    return hashlib.blake2b(json.dumps(made_from).encode(), digest_size=8).hexdigest()


@cache
def _code() -> str:
    """A hash of the room that compiles and opens, so that no checkout takes the index of another one for its own."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted((Path(__file__).parent.parent / "matching").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def write_index(root: str, watchlists: Sequence[Watchlist]) -> str:
    """Compiles ``watchlists`` into a folder below ``root`` unless it is there whole; its version.

    Raises OperatorFault where the folder can't be written."""
    from monitor.matching import compile_index

    version = index_version(watchlists)
    try:
        with _locked(root):
            if _complaint(_folder(root, version), version):
                _write(root, version, compile_index(watchlists))
    except OSError as problem:
        raise OperatorFault(f"{root}: the index can't be written there: {problem.strerror or problem}") from problem
    return version


def open_index_folder(root: str, version: str) -> Index:
    """The index of that version, its files mapped, not read. Raises OperatorFault for a folder that is missing or not whole."""
    from monitor.matching import open_index

    if not _VERSION.fullmatch(version):
        raise OperatorFault(f"{version!r} is no version of an index")
    folder = _folder(root, version)
    complaint = _complaint(folder, version)
    if complaint:
        raise OperatorFault(f"{folder}: {complaint}; compiling the watchlists again makes it anew")
    try:
        files = {name: _mapped(folder / name) for name in _sizes(folder)}
    except OSError as problem:
        raise OperatorFault(f"{folder}: the index can't be read: {problem.strerror or problem}") from problem
    return open_index(files, version=version)


def remove_old(root: str, keep: Collection[str], *, unused_since: float = math.inf) -> list[str]:
    """Removes the indexes whose version is not in ``keep``, and what was left unfinished; the versions removed.

    Those made or marked as used at or after ``unused_since`` (seconds since 1970) stay: another process may have them in force.

    A process that has one mapped keeps it until it closes it. Raises OperatorFault where one can't be removed."""
    removed = []
    try:
        with _locked(root):
            for path in sorted(Path(root).iterdir()):
                version = path.name.removeprefix(_PREFIX)
                if path.name.startswith(_PREFIX) and version not in keep and path.stat().st_mtime < unused_since:
                    _remove(path)
                    removed.append(version)
                elif path.name.startswith(_ASIDE):
                    shutil.rmtree(path)
    except OSError as problem:
        raise OperatorFault(f"{root}: an old index can't be removed: {problem.strerror or problem}") from problem
    return removed


def is_whole(root: str, version: str) -> bool:
    """Whether that index is there, and whole."""
    return _complaint(_folder(root, version), version) is None


def mark_used(root: str, version: str, now: float) -> None:
    """Says that the index is in force at ``now`` (seconds since 1970), so that :func:`remove_old` of others leaves it.

    Raises OperatorFault where it is not there."""
    try:
        os.utime(_folder(root, version), (now, now))
    except OSError as problem:
        raise OperatorFault(f"{_folder(root, version)}: the index can't be marked as used: {problem.strerror or problem}") from problem


def _folder(root: str, version: str) -> Path:
    return Path(root) / f"{_PREFIX}{version}"


@contextmanager
def _locked(root: str) -> Iterator[None]:
    """Whoever holds it is the only one to write below ``root``; a process that dies lets go of it."""
    os.makedirs(root, exist_ok=True)
    with open(Path(root) / ".lock", "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(root: str, version: str, files: Mapping[str, bytes]) -> None:
    aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=root))
    try:
        for name, content in files.items():
            _write_file(aside / name, content)
        manifest = {"version": version, "layout": LAYOUT, "files": {name: len(content) for name, content in files.items()}}
        _write_file(aside / _MANIFEST, json.dumps(manifest, indent=1).encode())
        folder = _folder(root, version)
        if folder.exists():
            _remove(folder)
        aside.rename(folder)
        _sync_folder(Path(root))
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)  # the error on its way says more than a second one would
        raise


def _remove(folder: Path) -> None:
    """By way of a name nobody opens, so that a folder half removed is never taken for an index."""
    aside = folder.with_name(f"{_ASIDE}{folder.name}")
    shutil.rmtree(aside, ignore_errors=True)
    folder.rename(aside)
    shutil.rmtree(aside)


def _write_file(path: Path, content: bytes) -> None:
    with open(path, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _complaint(folder: Path, version: str) -> str | None:
    """What is wrong with the folder as the index of ``version``, or None."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        if manifest["layout"] != LAYOUT or manifest["version"] != version:
            return "it is an index of another version"
        for name, size in manifest["files"].items():
            if (folder / name).stat().st_size != size:
                return f"{name} is not whole"
    except FileNotFoundError as problem:
        return f"{Path(problem.filename).name} is missing"
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return f"{_MANIFEST} can't be read"
    return None


def _sizes(folder: Path) -> dict[str, int]:
    sizes: dict[str, int] = json.loads((folder / _MANIFEST).read_bytes())["files"]
    return sizes


def _mapped(path: Path) -> memoryview:
    """The file's bytes, shared between all processes that map it; the mapping ends with the last view of it."""
    with open(path, "rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
