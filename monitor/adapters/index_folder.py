"""Compiled watchlists on disk: immutable folders, written aside, renamed into place, and mapped into memory.

::

    base-<hash>/       base.bin               a whole compile, which later ones build on
    index-<version>/   base.bin, index.bin    the same file by a second name; what changed since, and what is of all lists

A folder's name is the hash of what it was made from: the watchlists' versions in their order, this package's version, the code
that compiles and the layout below. So a swap is a change of name, tasks under way go on with the folder they named, and daemons
that share a root share the folders. An edit of a large list compiles what it changed; when that has become much, ``write_base``
makes a new base aside, for the next edit to build on.
A folder that is unfinished or of another layout is refused when opened and made anew when written.
"""

from __future__ import annotations

import fcntl
import gc
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
from typing import TYPE_CHECKING, Any

from monitor import __version__
from monitor.errors import OperatorFault
from monitor.model import Watchlist

if TYPE_CHECKING:
    from monitor.matching import Index

LAYOUT = 2
LEAST_BASE = 1_000  # entities below which a whole compile is as quick
DELTA_SHARE = 4  # a delta holds at most one in so many of the base's entities …
GROWN_SHARE = 20  # … and is much when it holds one in so many
_MANIFEST = "manifest.json"
_PREFIX, _BASE = "index-", "base-"
_BASE_FILE, _OWN_FILE = "base.bin", "index.bin"
_ALIGNED = 8  # bytes: what the arrays in a file begin at
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
    """Compiles ``watchlists``, as far as they differ from the last base, into a folder below ``root`` unless it is there whole;
    its version.

    Raises OperatorFault where the folder can't be written."""
    version = index_version(watchlists)
    try:
        with _locked(root):
            if _complaint(_folder(root, version), version):
                with _compiling():
                    _write_index(root, version, watchlists)
    except OSError as problem:
        raise OperatorFault(f"{root}: the index can't be written there: {problem.strerror or problem}") from problem
    return version


@contextmanager
def _compiling() -> Iterator[None]:
    """A compile makes millions of values and no cycle: looking for some among them takes as long as a tenth of the work."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _write_index(root: str, version: str, watchlists: Sequence[Watchlist]) -> None:
    from monitor.matching.index_build import changes, compile_delta, compile_index

    for base in _bases(root):
        mapped = _mapped_contents(base)
        since = changes(mapped, watchlists)
        held = _manifest(base)["entities"]
        if held >= LEAST_BASE and max(len(since.added), len(since.gone)) * DELTA_SHARE <= held:
            own = compile_delta(mapped, watchlists, since)
            _write(root, _folder(root, version), own, base, version=version, changed=len(since.added) + len(since.gone), entities=held)
            return
    files = compile_index(watchlists)
    base = _write_base(root, watchlists, {name: content for name, content in files.items() if name.startswith("base.")})
    own = {name: content for name, content in files.items() if not name.startswith("base.")}
    _write(root, _folder(root, version), own, base, version=version)


def has_grown(root: str, version: str) -> bool:
    """Whether so much changed since the base of that index that a new one is due."""
    manifest = _manifest(_folder(root, version))
    return bool(manifest.get("changed", 0) * GROWN_SHARE > manifest.get("entities", 0))


def write_base(root: str, watchlists: Sequence[Watchlist]) -> None:
    """Compiles ``watchlists`` whole, as the base of the next index below ``root``. Others may write there meanwhile.

    Raises OperatorFault where the folder can't be written."""
    from monitor.matching.index_build import compile_base

    with _compiling():
        files = compile_base(watchlists)
    try:
        with _locked(root):
            _write_base(root, watchlists, files)
    except OSError as problem:
        raise OperatorFault(f"{root}: the index can't be written there: {problem.strerror or problem}") from problem


def _write_base(root: str, watchlists: Sequence[Watchlist], files: Mapping[str, bytes]) -> Path:
    base = Path(root) / f"{_BASE}{index_version(watchlists)}"
    _write(root, base, files, None, code=_code(), entities=sum(len(watchlist.entities) for watchlist in watchlists))
    return base


def _bases(root: str) -> list[Path]:
    """The bases that the code of today wrote, whole ones, the newest first."""
    found = [path for path in Path(root).glob(f"{_BASE}*") if _complaint(path) is None and _manifest(path).get("code") == _code()]
    return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def open_index_folder(root: str, version: str, *, after: Index | None = None) -> Index:
    """The index of that version, its files mapped, not read; it takes over what one ``after`` which it comes has looked up.

    Raises OperatorFault for a folder that is missing or not whole."""
    from monitor.matching import open_index

    if not _VERSION.fullmatch(version):
        raise OperatorFault(f"{version!r} is no version of an index")
    folder = _folder(root, version)
    complaint = _complaint(folder, version)
    if complaint:
        raise OperatorFault(f"{folder}: {complaint}; compiling the watchlists again makes it anew")
    try:
        files = _mapped_contents(folder)
    except OSError as problem:
        raise OperatorFault(f"{folder}: the index can't be read: {problem.strerror or problem}") from problem
    return open_index(files, version=version, after=after)


def remove_old(root: str, keep: Collection[str], *, unused_since: float = math.inf) -> list[str]:
    """Removes the indexes whose version is not in ``keep``, and what was left unfinished; the versions removed.

    Those made or marked as used at or after ``unused_since`` (seconds since 1970) stay: another process may have them in force.

    A process that has one mapped keeps it until it closes it. Raises OperatorFault where one can't be removed."""
    removed = []
    try:
        with _locked(root):
            old = set(_bases(root)[1:])
            for path in sorted(Path(root).iterdir()):
                version = path.name.removeprefix(_PREFIX)
                if path.name.startswith(_PREFIX) and version not in keep and path.stat().st_mtime < unused_since:
                    _remove(path)
                    removed.append(version)
                elif path.name.startswith(_BASE) and (path in old or _complaint(path) or _manifest(path).get("code") != _code()):
                    _remove(path)
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


def _write(root: str, folder: Path, files: Mapping[str, bytes], base: Path | None, **facts: Any) -> None:
    """Writes a folder that holds ``files`` in one, and what ``base`` holds by a link to it."""
    aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=root))
    own = _BASE_FILE if base is None else _OWN_FILE
    try:
        sizes, contents = {}, {}
        if base is not None:
            _link(base / _BASE_FILE, aside / _BASE_FILE)
            sizes, contents = _manifest(base)["files"], _manifest(base)["contents"]
        with open(aside / own, "xb") as file:
            for name, content in files.items():
                file.write(b"\0" * (-file.tell() % _ALIGNED))
                contents[name] = [own, file.tell(), len(content)]
                file.write(content)
            sizes[own] = file.tell()
            _sync(file)
        with open(aside / _MANIFEST, "xb") as file:
            file.write(json.dumps({"layout": LAYOUT, **facts, "files": sizes, "contents": contents}).encode())
            _sync(file)
        if folder.exists():
            _remove(folder)
        aside.rename(folder)
        _sync_folder(Path(root))
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)  # the error on its way says more than a second one would
        raise


def _link(there: Path, here: Path) -> None:
    """A second name for a file, so that it stays when its folder goes; a copy where the file system knows no such thing."""
    try:
        os.link(there, here)
    except OSError:
        shutil.copyfile(there, here)


def _remove(folder: Path) -> None:
    """By way of a name nobody opens, so that a folder half removed is never taken for an index."""
    aside = folder.with_name(f"{_ASIDE}{folder.name}")
    shutil.rmtree(aside, ignore_errors=True)
    folder.rename(aside)
    shutil.rmtree(aside)


def _sync(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _complaint(folder: Path, version: str | None = None) -> str | None:
    """What is wrong with the folder as the index of ``version``, or as a base, or None."""
    try:
        manifest = _manifest(folder)
        if manifest["layout"] != LAYOUT or manifest.get("version") != version:
            return "it is an index of another version"
        for name, size in manifest["files"].items():
            if (folder / name).stat().st_size != size:
                return f"{name} is not whole"
    except FileNotFoundError as problem:
        return f"{Path(problem.filename).name} is missing"
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return f"{_MANIFEST} can't be read"
    return None


def _manifest(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_bytes())
    return manifest


def _mapped_contents(folder: Path) -> dict[str, memoryview]:
    """What a folder holds by name, mapped."""
    manifest = _manifest(folder)
    files = {name: _mapped(folder / name) for name in manifest["files"]}
    return {name: files[file][start:start + size] for name, (file, start, size) in manifest["contents"].items()}


def _mapped(path: Path) -> memoryview:
    """The file's bytes, shared between all processes that map it; the mapping ends with the last view of it."""
    with open(path, "rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
