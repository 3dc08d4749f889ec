"""Lists in files of the user's own, kept and weighed as fetched ones are: one that is emptied or half written by a copy under way
never replaces a good one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.adapters.list_folder import KeptFile, ListFolder, ListRecord, source_of, version_of
from monitor.adapters.list_import import kept_import, weigh
from monitor.errors import Fault, Faults
from monitor.model import ListSource, Watchlist
from monitor.watchlists.guards import OutcomeKind

if TYPE_CHECKING:
    from monitor.watchlists.importers import Imported


def guarded(root: str, now: datetime, watchlist: Watchlist, files: Mapping[str, bytes], imported: Imported) -> Imported:
    """What is to be screened of a list just read from ``files``: it, with the names its entities had before.

    Raises Faults where it may not replace the one in force: then what was in force stays, until a person confirms. A list that
    was in force before is taken as it is, and so is one while another process weighs it.
    """
    source = watchlist.source
    assert source is not None
    folder = ListFolder(root, watchlist.name)
    staged = {key: (_kept_file(key, source, content, now), content) for key, content in files.items()}
    version = version_of(source, [kept for kept, _ in staged.values()])
    try:
        with folder.locked():
            record = folder.record()
            if version not in (record.current, record.previous):
                folder.stage(source, staged)
                folder.put(_weighed(root, watchlist, source, record, version, now))
            return (kept_import(root, watchlist) or imported) if version == folder.record().current else imported
    except BlockingIOError:
        return imported


def _weighed(root: str, watchlist: Watchlist, source: ListSource, record: ListRecord, version: str, now: datetime) -> ListRecord:
    """The record with this version in force. Raises Faults where it may not be, after the record says so."""
    weighed = weigh(root, watchlist.name, version, False, now.date().isoformat())
    tried = replace(record, tried=now, source=source_of(source), every=source.every, kind=weighed["kind"], sentence=weighed["sentence"],
                    alarms=weighed["alarms"])
    if weighed["replaces"]:
        return replace(tried, good=now, failures=0, refused="", current=version, previous=record.current,
                       changed=now if weighed["changed"] or not record.current else record.changed, dated=weighed["dated"],
                       entities=weighed["entities"], names=weighed["names"], weak=weighed["weak"], native=weighed["native"],
                       remarks=weighed["remarks"])
    if not record.current or weighed["kind"] == OutcomeKind.UNCHANGED:  # an empty list at its first load is a warning
        return tried
    ListFolder(root, watchlist.name).put(replace(tried, failures=record.failures + 1, refused=version))
    hint = f' (monitor lists refresh --confirm "{watchlist.name}")' if weighed["kind"] == OutcomeKind.SHRUNK else ""
    raise Faults([Fault(file=source.url, text=f"{watchlist.name}: {weighed['sentence']}{hint}")])


def _kept_file(key: str, source: ListSource, content: bytes, now: datetime) -> KeptFile:
    address = dict((("url", source.url), *source.files))[key]
    return KeptFile(key=key, address=address, sha256=hashlib.sha256(content).hexdigest(), size=len(content), fetched=now)
