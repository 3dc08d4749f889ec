"""A list of 104 MB put in the place of another one, in a worker as the daemon does it: the most memory, and the seconds.

    python bench/bench_lists.py [megabytes [shape …]]      default: 104, all shapes

The list of a second day lacks ten entries of the first, so that a delta is made. Beside it what a reader that does not stream holds:
lxml's own tree of an XML, and the bare rows of any other file, as `csv` and `json` give them. Then, where the real lists are there
(``../shared/data/lists``), the seconds to import those of the UN, OFAC and the EU together, and to load what they were read as.
"""

from __future__ import annotations

import asyncio
import csv
import hashlib
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT), str(_ROOT / "bench")]

from list_files import SHAPES, XML, write  # noqa: E402  the folders are put on the path above

from monitor.adapters.list_folder import KeptFile, ListFolder, ListRecord  # noqa: E402
from monitor.adapters.process_workers import ProcessWorkers, start_forkserver  # noqa: E402
from monitor.model import ListSource, Watchlist  # noqa: E402

MEGABYTES = 104.0
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHARED = _ROOT.parent / "shared" / "data" / "lists"


def peak(pid: int | str = "self") -> float:
    """The most memory a process ever held, in MB."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def staged(folder: ListFolder, source: ListSource, *files: tuple[str, Path]) -> str:
    """A version of a list staged from files, as after a fetch."""
    folder.path.mkdir(parents=True, exist_ok=True)
    kept = {}
    for key, path in files:
        body = path.read_bytes()
        kept[key] = KeptFile(key=key, address=str(path), sha256=hashlib.sha256(body).hexdigest(), size=len(body), fetched=NOW), body
    return folder.stage(source, kept).version


async def weighed(folder: ListFolder, root: str, version: str) -> tuple[float, float, dict[str, Any]]:
    """Weighs a version in a fresh worker and puts it in force: the worker's peak in MB, the seconds, and the verdict."""
    workers = ProcessWorkers(1)
    await workers.run("weigh_list", root, "nobody", "", False, "2026-03-01")  # the worker is there, its modules are loaded
    started = time.perf_counter()
    verdict = await workers.run("weigh_list", root, folder.watchlist, version, False, "2026-03-01", deadline=timedelta(minutes=10))
    taken, most = time.perf_counter() - started, peak(workers.pids()[0])
    await workers.close(timedelta(seconds=1))
    folder.put(ListRecord(watchlist=folder.watchlist, current=version, previous=folder.record().current))
    return most, taken, verdict


def whole_tree(path: str, answer: Any) -> None:
    """lxml's tree of a file, in a process of its own."""
    from lxml import etree

    started = time.perf_counter()
    tree = etree.parse(path)
    answer.send((peak(), time.perf_counter() - started, len(tree.getroot())))


def whole_rows(path: str, answer: Any) -> None:
    """All rows of a CSV, or all values of a JSON-lines file, in a process of its own."""
    started = time.perf_counter()
    with open(path, encoding="utf-8", newline="") as file:
        rows = [*map(json.loads, file)] if file.read(1) == "{" and not file.seek(0) else [*csv.reader(file.readlines())]
    answer.send((peak(), time.perf_counter() - started, len(rows)))


def by_whole(path: Path, reader: Callable[[str, Any], None]) -> tuple[float, float]:
    """Peak in MB and seconds of a reader that holds all of it."""
    mine, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=reader, args=(str(path), theirs))
    child.start()
    most, taken, _ = mine.recv()
    child.join()
    return most, taken


async def large(shape: str, megabytes: float, place: Path) -> None:
    """One shape of list, twice."""
    path = place / shape
    source = ListSource(format=SHAPES[shape][0], url=str(path))
    root = str(place / "lists")
    folder = ListFolder(root, shape)
    for day, dated in enumerate(("2026-02-01", "2026-03-01")):
        size = write(path, shape, megabytes, dated=dated, gone=10 * day)
        most, taken, verdict = await weighed(folder, root, staged(folder, source, ("url", path)))
        what = "replaces it" if day else "the first"
        print(f"{shape:13} {size / 1e6:6.1f} MB  {what:12} {most:6.0f} MB peak  {taken:5.1f} s   {verdict['kind']}, "
              f"{verdict['entities']:,} entries, {verdict['headline']}", flush=True)
    most, taken = by_whole(path, whole_tree if shape in XML else whole_rows)
    print(f"{'':13} {'':9}  {'lxml tree' if shape in XML else 'all its rows':12} {most:6.0f} MB peak  {taken:5.1f} s", flush=True)


def real(place: Path) -> None:
    """The lists of the UN, OFAC and the EU: imported, and loaded from what they were read as."""
    from monitor.adapters.list_import import kept_import, weigh

    root, today = str(place / "real"), "2026-03-01"
    un = [("UN", ListSource(format="un-xml", url="un.xml"), [("url", SHARED / "un/un_consolidated_2026-02-27.xml")])]
    sdn = SHARED / "ofac/2024"
    ofac = [("OFAC", ListSource(format="ofac-csv", url="sdn.csv", files=(("aliases", "alt.csv"), ("addresses", "add.csv"),
                                                                        ("comments", "comments.csv"))),
             [("url", sdn / "sdn_2024-05-03.csv"), ("aliases", sdn / "alt_2024-01-08.csv"), ("addresses", sdn / "add_2024-01-08.csv"),
              ("comments", sdn / "sdn_comments_2025-12-24.csv")])]
    acts = [(f"EU {path.stem}", ListSource(format="eu-csv", url=path.name), [("url", path)])
            for path in sorted((*(SHARED / "eu/consolidated").glob("*.csv"), *(SHARED / "eu/amendments").glob("*.csv")))]
    versions = [(name, staged(ListFolder(root, name), source, *files)) for name, source, files in (*un, *ofac, *acts)]

    def imported() -> int:
        found = 0
        for name, version in versions:
            found += weigh(root, name, version, False, today)["entities"]
            ListFolder(root, name).put(ListRecord(watchlist=name, current=version))
        return found

    def loaded() -> int:
        return sum(len(read.entities) for name, _ in versions if (read := kept_import(root, Watchlist(name=name))))

    for what, work in (("imported", imported), ("loaded", loaded)):
        taken, busy, found = timed(work)
        print(f"UN, OFAC and {len(acts)} acts of the EU {what}: {found:,} entries in {taken:.2f} s ({busy:.2f} s of one core)")


def timed(work: Callable[[], int]) -> tuple[float, float, int]:
    """Seconds by the clock and of processor time, and the result, of a piece of work."""
    started, before = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - started, time.process_time() - before, found


def main() -> None:
    """Prints the table."""
    megabytes = float(sys.argv[1]) if len(sys.argv) > 1 else MEGABYTES
    start_forkserver()
    with tempfile.TemporaryDirectory() as name:
        for shape in sys.argv[2:] or SHAPES:
            asyncio.run(large(shape, megabytes, Path(name)))
        if SHARED.is_dir() and not sys.argv[2:]:
            real(Path(name))


if __name__ == "__main__":
    main()
