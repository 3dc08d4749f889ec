"""The files of an imported list on disk, beside the index: what was fetched, what it was read as, and how the last refresh went.

::

    lists/<watchlist>/record.json     which version is in force, and the last outcome; replaced whole
                      v-<version>/    the files as fetched, meta.json, entities-*.bin (as read), memory.json, delta.json

A version is the hash of the source and its files. It is written aside, judged, and only then named by the record: a process that
dies in between leaves a folder that nobody names. The version before stays, to be looked at.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from monitor.alerts.codec import from_json, to_json
from monitor.errors import ContentFault, OperatorFault
from monitor.model import ListSource, Validators
from monitor.watchlists.ids import slug

_RECORD, _META = "record.json", "meta.json"
_VERSION, _ASIDE = "v-", "unfinished-"
_RAW = ".raw"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRecord:
    """How a list stands. ``current`` and ``previous`` are versions (empty: none). ``tried`` is the last refresh, ``good`` the last
    that found the list sound (new or unchanged), ``changed`` the last that changed an entry. ``kind`` and ``sentence`` are the last
    refresh's outcome, ``refused`` the version it did not let in; ``failures`` counts refreshes in a row that gave no sound list.
    ``headline`` and ``message`` say what the last change brought, ``replaced`` which version it replaced, and since when that had
    been in force. ``source`` and ``every`` are those of the last refresh."""

    watchlist: str
    current: str = ""
    previous: str = ""
    tried: datetime | None = None
    good: datetime | None = None
    changed: datetime | None = None
    next_due: datetime | None = None
    source: str = ""
    every: timedelta = timedelta(0)
    kind: str = ""
    sentence: str = ""
    alarms: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    failures: int = 0
    refused: str = ""
    dated: str | None = None
    entities: int = 0
    names: int = 0
    weak: int = 0
    native: int = 0
    headline: str = ""
    message: str = ""
    replaced: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One file of a version as it was fetched."""

    key: str
    address: str
    sha256: str
    size: int
    etag: str | None = None
    last_modified: str | None = None
    fetched: datetime

    @property
    def validators(self) -> Validators:
        return Validators(etag=self.etag, last_modified=self.last_modified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What a version was made from."""

    version: str
    source: ListSource
    files: tuple[KeptFile, ...] = field(default=())

    def file(self, key: str) -> KeptFile | None:
        return next((one for one in self.files if one.key == key), None)


def lists_beside(index_root: str) -> str:
    """The folder of list files for the folder of compiled indexes."""
    return str(Path(index_root).parent / "lists")


class ListFolder:
    """The files of one watchlist's list, below ``root``. Raises OperatorFault where they can't be read or written."""

    def __init__(self, root: str, watchlist: str) -> None:
        self.watchlist = watchlist
        digest = hashlib.blake2b(watchlist.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
        self.path = Path(root) / f"{slug(watchlist)[:60]}-{digest}"

    # -------------------------------------------------------------- record
    def record(self) -> ListRecord:
        """How the list stands; a fresh record where there is none, or none that can be read."""
        try:
            return from_json((self.path / _RECORD).read_bytes(), ListRecord)
        except FileNotFoundError:
            return ListRecord(watchlist=self.watchlist)
        except ValueError:  # half a disk is no reason not to start: the list is fetched again
            return ListRecord(watchlist=self.watchlist)
        except OSError as problem:
            raise self._fault("can't be read", problem) from problem

    def put(self, record: ListRecord) -> None:
        """Puts a record in force, whole, and removes the versions it does not name."""
        with self._written():
            _replace(self.path / _RECORD, [to_json(record).encode()])
            for folder in self.path.glob(f"{_VERSION}*"):
                if folder.name.removeprefix(_VERSION) not in (record.current, record.previous):
                    shutil.rmtree(folder)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Whoever holds it is the only one to refresh this list; a process that dies lets go of it. Raises BlockingIOError
        where another one holds it."""
        with self._written():
            self.path.mkdir(parents=True, exist_ok=True)
            file = open(self.path / ".lock", "ab")  # noqa: SIM115  closed below
        with file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield

    # -------------------------------------------------------------- versions
    def meta(self, version: str) -> Meta | None:
        """What a version was made from; None where it is not there, whole and readable."""
        if not version:
            return None
        try:
            meta = from_json((self.folder(version) / _META).read_bytes(), Meta)
            whole = all((self.folder(version) / f"{one.key}{_RAW}").stat().st_size == one.size for one in meta.files)
        except (FileNotFoundError, ValueError):
            return None
        except OSError as problem:
            raise self._fault("can't be read", problem) from problem
        return meta if whole else None

    def raw(self, version: str, key: str) -> bytes:
        """One file of a version, as fetched."""
        with self._read():
            return (self.folder(version) / f"{key}{_RAW}").read_bytes()

    @contextmanager
    def opened(self, version: str, key: str) -> Iterator[BinaryIO]:
        """One file of a version as a stream, checked to be as it was fetched. Raises ContentFault where it is not."""
        meta = self.meta(version)
        kept = meta.file(key) if meta else None
        if kept is None:
            raise ContentFault(f"{self.folder(version)}: the list files are not there, whole")
        with self._read():
            file = (self.folder(version) / f"{key}{_RAW}").open("rb")
        with file:
            if hashlib.file_digest(file, "sha256").hexdigest() != kept.sha256:
                raise ContentFault(f"{self.folder(version)}: {key} is not as it was fetched")
            yield file

    def stage(self, source: ListSource, files: Mapping[str, tuple[KeptFile, bytes]]) -> Meta:
        """Writes a version aside from what was fetched; it is in force once a record names it."""
        meta = Meta(version=version_of(source, [kept for kept, _ in files.values()]), source=source,
                    files=tuple(kept for kept, _ in files.values()))
        with self._written():
            aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=self.path))
            for kept, content in files.values():
                _write(aside / f"{kept.key}{_RAW}", [content])
            _write(aside / _META, [to_json(meta).encode()])
            folder = self.folder(meta.version)
            if folder.exists():
                shutil.rmtree(folder)
            aside.rename(folder)
        return meta

    def folder(self, version: str) -> Path:
        """Where a version stands."""
        return self.path / f"{_VERSION}{version}"

    def keep(self, version: str, name: str, content: Iterable[bytes]) -> None:
        """Writes a further file of a version, whole, from its pieces."""
        with self._written():
            _replace(self.folder(version) / name, content)

    def kept(self, version: str, name: str) -> bytes | None:
        """A further file of a version, or None."""
        try:
            return (self.folder(version) / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise self._fault("can't be read", problem) from problem

    def kept_json(self, version: str, name: str) -> Any:
        """A further file of a version that holds JSON; None where there is none, or no JSON."""
        content = self.kept(version, name)
        try:
            return None if content is None else json.loads(content)
        except ValueError:
            return None

    # -------------------------------------------------------------- faults
    def _fault(self, what: str, problem: OSError) -> OperatorFault:
        return OperatorFault(f"{self.path}: the list files {what}: {problem.strerror or problem}")

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            yield
        except OSError as problem:
            raise self._fault("can't be written", problem) from problem

    @contextmanager
    def _read(self) -> Iterator[None]:
        try:
            yield
        except OSError as problem:
            raise self._fault("can't be read", problem) from problem


def version_of(source: ListSource, files: list[KeptFile]) -> str:
    """The version of a list: 16 hexadecimal digits of where it comes from, how it is read, and its bytes."""
    return _hash([source_of(source), sorted([one.key, one.sha256] for one in files)])


def source_of(source: ListSource) -> str:
    """What makes a source another one, as 16 hexadecimal digits; how often it is refreshed does not."""
    return _hash([source.format, source.url, list(map(list, source.files)), list(map(list, source.mapping))])


def _hash(made_from: list[Any]) -> str:
    return hashlib.blake2b(json.dumps(made_from).encode(), digest_size=8).hexdigest()


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with open(path, "xb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    aside.unlink(missing_ok=True)
    _write(aside, pieces)
    aside.rename(path)
