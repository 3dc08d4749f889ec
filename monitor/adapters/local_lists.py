"""Lists in files of the user's own, kept and weighed as fetched ones are: one that is emptied or half written by a copy under way
never replaces a good one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from monitor.adapters.list_folder import KeptFile, ListFolder, ListRecord, source_of, version_of
from monitor.adapters.list_import import Weighed, kept_import, put_in_force, weigh
from monitor.errors import Fault, Faults
from monitor.model import ListSource, Watchlist
from monitor.watchlists.guards import OutcomeKind
from monitor.watchlists.importers import import_list

_ANY_TIME = datetime.min.replace(tzinfo=UTC)  # of no account to a version

if TYPE_CHECKING:
    from monitor.watchlists.importers import Imported


def guarded(root: str, now: datetime, watchlist: Watchlist, local: ListSource, files: Mapping[str, bytes]) -> Imported:
    """What is to be screened of a list that stands in ``files``, whose paths ``local`` gives: it, with the names its entities had
    before. What was read once is not imported again.

    Raises Faults where it cannot be read or may not replace the one in force: then what was in force stays, until a person
    confirms. A list that was in force before is taken as it is, and so is one while another process weighs it.
    """
    source = watchlist.source
    assert source is not None
    folder = ListFolder(root, watchlist.name)
    staged = {key: (_kept_file(key, source, content, now), content) for key, content in files.items()}
    version = version_of(source, [kept for kept, _ in staged.values()])
    try:
        with folder.locked():
            record = folder.record()
            if version == record.previous:
                return import_list(local, files)
            if version == record.refused and record.kind != OutcomeKind.FAILED:  # looked at before, and nobody has confirmed it
                raise _refused(watchlist.name, local, record.kind, record.sentence)
            if version != record.current:
                folder.stage(source, staged)
                weighed = weigh(root, watchlist.name, version, False, now.date().isoformat())
                folder.put(_recorded(record, weighed, source, version, now))
                _complain(watchlist.name, record, weighed, local, files)
    except BlockingIOError:
        return import_list(local, files)
    return kept_import(root, watchlist) or import_list(local, files)


def as_guarded(root: str, watchlist: Watchlist, local: ListSource, files: Mapping[str, bytes]) -> Imported:
    """What :func:`guarded` gave for files that it let in; nothing is weighed or written. Raises Faults where they can't be read."""
    source = watchlist.source
    assert source is not None
    folder = ListFolder(root, watchlist.name)
    version = version_of(source, [_kept_file(key, source, content, _ANY_TIME) for key, content in files.items()])
    kept = kept_import(root, watchlist) if version == folder.record().current else None
    return kept or import_list(local, files)


def _recorded(record: ListRecord, weighed: Weighed, source: ListSource, version: str, now: datetime) -> ListRecord:
    """How the list stands after weighing a version of it."""
    tried = replace(record, tried=now, source=source_of(source), every=source.every, kind=weighed["kind"], sentence=weighed["sentence"],
                    alarms=weighed["alarms"])
    if weighed["replaces"]:
        return put_in_force(tried, weighed, version, now)
    if weighed["kind"] == OutcomeKind.UNCHANGED:
        return replace(tried, good=now, failures=0, refused="")
    return replace(tried, failures=record.failures + 1, refused=version if record.current else "")


def _complain(name: str, record: ListRecord, weighed: Weighed, local: ListSource, files: Mapping[str, bytes]) -> None:
    """Raises Faults where the list may not go into force. One that is empty at its first load is a warning."""
    if weighed["replaces"] or weighed["kind"] == OutcomeKind.UNCHANGED or (weighed["kind"] == OutcomeKind.EMPTY and not record.current):
        return
    if weighed["kind"] == OutcomeKind.FAILED:
        import_list(local, files)  # says every place of it, by the paths the user knows
    raise _refused(name, local, weighed["kind"], weighed["sentence"])


def _refused(name: str, local: ListSource, kind: str, sentence: str) -> Faults:
    hint = f' (monitor lists refresh --confirm "{name}")' if kind == OutcomeKind.SHRUNK else ""
    return Faults([Fault(file=local.url, text=f"{name}: {sentence}{hint}")])


def _kept_file(key: str, source: ListSource, content: bytes, now: datetime) -> KeptFile:
    address = dict((("url", source.url), *source.files))[key]
    return KeptFile(key=key, address=address, sha256=hashlib.sha256(content).hexdigest(), size=len(content), fetched=now)
