"""The tasks a worker runs, by name: the pure rooms applied to bytes that strangers wrote.

Each imports what it needs when it runs, so that a worker that only reads feeds never loads the matcher.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypedDict

from monitor.model import Document, Entry, Match, NearMiss, Page, ParsedFeed, Reading, Watchlist

if TYPE_CHECKING:
    from monitor.adapters.backwards_tasks import Planned
    from monitor.adapters.list_import import Weighed
    from monitor.matching import Index


Screening = tuple[tuple[Match, ...], tuple[NearMiss, ...]]


class WatchlistSummary(TypedDict):
    """What the daemon keeps of a watchlist: ``kind`` is names, keywords or source; ``count`` its entities or keywords."""

    name: str
    file: str
    kind: str
    count: int
    version: str


def parse_feed(body: bytes, url: str, content_type: str = "") -> ParsedFeed:
    """The entries of a feed. Raises NotAFeed."""
    from monitor.feeds import parse

    return parse.parse_feed(body, url=url, content_type=content_type)


def parse_feed_degraded(body: bytes, url: str, content_type: str = "") -> ParsedFeed:
    """The same by the plain reader, for a body that ``parse_feed`` did not survive. Raises NotAFeed."""
    from monitor.feeds import parse

    return parse.parse_feed_degraded(body, url=url, content_type=content_type)


def read(page: Page | None, entry: Entry, index_root: str, version: str, now: datetime, partial_reason: str = "") -> Reading:
    """Article and matches of an entry, from its page or else from what the feed carries. Raises NotAPage, and
    OperatorFault where there is no such index; with an empty ``version`` nothing is screened."""
    from monitor.reading import read_and_screen

    index = _index(index_root, version) if version else None
    return read_and_screen(page, entry, index, now=now, partial_reason=partial_reason)


def compile_watchlists(files: Sequence[tuple[str, bytes]], root: str) -> tuple[str, tuple[WatchlistSummary, ...]]:
    """Reads the watchlist files, imports the list files among them, writes their index below ``root``; its version and what the
    lists are.

    Raises Faults with every complaint about the files, and OperatorFault where the folder can't be written."""
    from monitor.adapters.index_folder import write_index

    watchlists = _watchlists(files, root)
    return write_index(root, watchlists), tuple(map(_summary, watchlists))


def compile_base(files: Sequence[tuple[str, bytes]], root: str) -> None:
    """Compiles the watchlist files whole, as the base that later edits are compiled against. Raises Faults and OperatorFault."""
    from monitor.adapters.index_folder import write_base

    write_base(root, _watchlists(files, root))


def _watchlists(files: Sequence[tuple[str, bytes]], root: str) -> tuple[Watchlist, ...]:
    from monitor.adapters.list_folder import lists_beside
    from monitor.adapters.list_import import kept_import
    from monitor.adapters.local_lists import guarded
    from monitor.adapters.system_clock import SystemClock
    from monitor.watchlists.local import read_with_lists

    lists = lists_beside(root)
    return read_with_lists(files, partial(kept_import, lists), partial(guarded, lists, SystemClock().now())).watchlists


def weigh_list(root: str, watchlist: str, version: str, confirmed: bool, today: str) -> Weighed:
    """Whether a fetched version of a list may go into force, and what it changes: see ``list_import.weigh``."""
    from monitor.adapters.list_import import weigh

    return weigh(root, watchlist, version, confirmed, today)


def screen(documents: Sequence[Document], index_root: str, version: str, near: bool = True) -> list[Screening]:
    """Matches and, where ``near``, near misses of each document. Raises OperatorFault where there is no such index."""
    from monitor import matching

    index = _index(index_root, version)
    return [(matching.screen(document, index), matching.near_misses(document, index) if near else ()) for document in documents]


def screen_stored(bodies: Sequence[bytes], index_root: str, version: str) -> list[tuple[int, tuple[Match, ...]]]:
    """Of articles as the store packs them those in which something is found, by place: see ``backwards_tasks.screen_stored``."""
    from monitor.adapters import backwards_tasks

    return backwards_tasks.screen_stored(bodies, _index(index_root, version))


def plan_backwards(files: Sequence[tuple[str, bytes]], index_root: str, before: str, version: str, now: datetime,
                   anyway: bool = False) -> list[Planned] | None:
    """Indexes of who is new between two versions of the watchlists: see ``backwards_tasks.plan``."""
    from monitor.adapters import backwards_tasks

    return backwards_tasks.plan(files, index_root, before, version, now, anyway)


@lru_cache(maxsize=3)
def _index(root: str, version: str) -> Index:
    """The index in force, the one before it, which tasks under way may still name, and one of newcomers."""
    from monitor.adapters.index_folder import open_index_folder

    index = _newest[root] = open_index_folder(root, version, after=_newest.get(root))
    return index


_newest: dict[str, Index] = {}
"""By folder the index opened last: the next one takes over what this one knows of their common base."""


def _summary(watchlist: Watchlist) -> WatchlistSummary:
    kind = "source" if watchlist.source else "keywords" if watchlist.keywords else "names"
    return WatchlistSummary(name=watchlist.name, file=watchlist.file, kind=kind, version=watchlist.version,
                            count=len(watchlist.keywords) or len(watchlist.entities))


def warm_up() -> None:
    """Reads what the first article with a match would read: seconds of a busy machine that no deadline should count."""
    from monitor.matching import trips

    trips.warm_up()


TASKS: dict[str, Callable[..., Any]] = {
    "parse_feed": parse_feed,
    "parse_feed_degraded": parse_feed_degraded,
    "read": read,
    "compile": compile_watchlists,
    "compile_base": compile_base,
    "weigh_list": weigh_list,
    "plan_backwards": plan_backwards,
    "screen_stored": screen_stored,
    "screen": screen,
}
