"""Counts of each list file as imported, beside counts made of the file itself without any importer.

    python bench/list_counts.py [folder]      default: ../shared/data/lists

The plain counts are as naive as can be: elements of a name, rows of a CSV, cells that are not empty, a letter of another script. ``=`` in
front of a file: both have as many entries, ``≠``: rows were joined (one party on two). Names are more than cells where a cell holds
several, and fewer where it repeats one or holds a remark alone.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as Tree

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT)]

from monitor.errors import Faults  # noqa: E402  the folder is put on the path above
from monitor.model import ListSource  # noqa: E402
from monitor.watchlists.delta import delta  # noqa: E402
from monitor.watchlists.importers import Imported, import_list  # noqa: E402

SHARED = _ROOT.parent / "shared" / "data" / "lists"
_NATIVE = re.compile("[\u0370-\u1dff\u2c80-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass
class Plain:
    """What a file has by itself: entries, cells of further names by what the file says of them, and cells with native script."""

    entries: Counter[str] = field(default_factory=Counter)
    cells: Counter[str] = field(default_factory=Counter)
    native: int = 0
    notes: list[str] = field(default_factory=list)

    def name(self, text: str, said: str) -> None:
        if text.strip():
            self.cells[said] += 1
            self.native += bool(_NATIVE.search(text))


# ------------------------------------------------------------------ naive counts
def un(data: bytes) -> Plain:
    """The UN's XML by element names."""
    plain, root = Plain(), Tree.fromstring(data)
    for tag in ("INDIVIDUAL", "ENTITY"):
        for entry in root.iter(tag):
            plain.entries[tag.lower()] += 1
            plain.name(entry.findtext("FIRST_NAME") or "", "primary")
            for native in entry.iter("NAME_ORIGINAL_SCRIPT"):
                plain.name(native.text or "", "original script")
            for alias in entry.iter(f"{tag}_ALIAS"):
                plain.name(alias.findtext("ALIAS_NAME") or "", alias.findtext("QUALITY") or "blank")
    return plain


def ofac_xml(data: bytes) -> Plain:
    """OFAC's XML by local names."""
    text = re.sub(rb'\sxmlns="[^"]*"', b"", data, count=1)
    plain, root = Plain(), Tree.fromstring(text)
    for entry in root.iter("sdnEntry"):
        plain.entries[entry.findtext("sdnType") or ""] += 1
        plain.name(entry.findtext("lastName") or "", "primary")
        for alias in entry.iter("aka"):
            plain.name(alias.findtext("lastName") or "", alias.findtext("category") or "blank")
    plain.notes.append(f"Record_Count {root.findtext('publshInformation/Record_Count')}")
    return plain


def ofac_csv(data: bytes, aliases: bytes) -> Plain:
    """OFAC's CSV by position."""
    plain = Plain()
    numbers = set()
    for row in _rows(data, ","):
        if len(row) == 12:
            numbers.add(row[0])
            plain.entries[row[2].strip().replace("-0-", "entity")] += 1
            plain.name(row[1], "primary")
            plain.cells["weak, in the remarks"] += len(re.findall(r"[afn]\.k\.a\. '", row[11]))
    orphans = 0
    for row in _rows(aliases, ","):
        if len(row) == 5 and row[0] in numbers:
            plain.name(row[3], row[2])
        orphans += len(row) == 5 and row[0] not in numbers
    if orphans:
        plain.notes.append(f"{orphans} alias rows without an entry")
    return plain


def eu(data: bytes) -> Plain:
    """An act of the EU by its header."""
    plain = Plain()
    for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"))):
        plain.entries[row["schema"]] += 1
        plain.name(row["name"], "primary")
        for column in ("alias", "weakAlias", "previousName"):
            plain.name(row[column] or "", column)
    return plain


def canada(data: bytes) -> Plain:
    """Canada's XML by element names."""
    plain = Plain()
    for record in Tree.fromstring(data).iter("record"):
        plain.entries["person" if record.findtext("LastName") or record.findtext("GivenName") else "entity or ship"] += 1
        plain.name(record.findtext("LastName") or record.findtext("GivenName") or record.findtext("EntityOrShip") or "", "primary")
        plain.name(record.findtext("Aliases") or "", "Aliases")
    return plain


def _rows(data: bytes, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(data.decode("utf-8", "replace").rstrip("\x1a"), newline=""), delimiter=delimiter)


# ------------------------------------------------------------------ beside the importer's
def shown(what: str, found: Imported, plain: Plain) -> None:
    """One file: both counts."""
    agrees = sum(found.counts.entities.values()) == sum(plain.entries.values())
    print(f"{'=' if agrees else '≠'} {what}")
    notes = "".join(f"; {note}" for note in plain.notes)
    print(f"    file      {_said(plain.entries)}; cells {_said(plain.cells)}; {plain.native:,} with native script{notes}")
    names = Counter({f"{quality} {script}": number for (quality, script), number in found.counts.names.items()})
    print(f"    imported  {_said(Counter(found.counts.entities))}; names {_said(names)}")
    print(f"              kinds {_said(Counter(found.counts.kinds))}; dated {found.dated}")
    for remark in found.remarks:
        print(f"              {remark}")


def _said(counts: Counter[str]) -> str:
    return f"{sum(counts.values()):,} (" + ", ".join(f"{number:,} {name}" for name, number in counts.most_common()) + ")"


def single(form: str, path: Path, plain: Plain | None, **beside: Path) -> Imported:
    """Imports a file and shows it, where there is something to compare."""
    source = ListSource(format=form, url=path.name, files=tuple((key, other.name) for key, other in beside.items()))
    found = import_list(source, {"url": path.read_bytes()} | {key: other.read_bytes() for key, other in beside.items()})
    if plain is not None:
        shown("/".join(path.parts[-2:]), found, plain)
    return found


def acts(folder: Path) -> None:
    """The acts of the EU, summed up: 56 files."""
    for name in ("consolidated", "amendments"):
        whole, plain, remarks, headers = Plain(), Counter[str](), Counter[str](), 0
        names, kinds = Counter[str](), Counter[str]()
        for path in sorted((folder / name).glob("*.csv")):
            found, own = single("eu-csv", path, None), eu(path.read_bytes())
            whole.entries += own.entries
            whole.cells += own.cells
            whole.native += own.native
            plain += Counter(found.counts.entities)
            names += Counter({f"{quality} {script}": number for (quality, script), number in found.counts.names.items()})
            kinds += Counter(found.counts.kinds)
            remarks[f"{sum(own.entries.values()) - len(found.entities):+} rows joined"] += 1
            headers += not found.entities
        print(f"  eu/{name}: {len(list((folder / name).glob('*.csv')))} files, {headers} of them header alone")
        print(f"    file      {_said(whole.entries)}; cells {_said(whole.cells)}; {whole.native:,} with native script")
        print(f"    imported  {_said(plain)}; names {_said(names)}")
        print(f"              kinds {_said(kinds)}; by file {_said(remarks)}")


def deltas(folder: Path) -> None:
    """What changed between the states there are."""
    days = [*sorted((folder / "ofac/daily").glob("sdn_*.csv")), folder / "ofac/2024/sdn_2024-05-03.csv"]
    states = [(path.stem.removeprefix("sdn_"), single("ofac-csv", path, None)) for path in days]
    un_states = [(day, single("un-xml", folder / f"un/un_consolidated_{day}.xml", None)) for day in ("2025-04-19", "2026-02-27")]
    for group in (states, un_states):
        for (day, old), (next_day, new) in itertools.pairwise(group):
            found = delta(old.entities, new.entities)
            print(f"  {day} → {next_day}: {len(found.added)} added, {len(found.removed)} removed, {len(found.changed)} changed")


def main() -> None:
    """Prints the counts of every file."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    for path in sorted((folder / "un").glob("*.xml")):
        try:
            single("un-xml", path, un(path.read_bytes()) if path.stem[-10:] != "2025-08-16" else Plain())
        except (Faults, Tree.ParseError) as fault:
            print(f"  un/{path.name}: refused: {fault}")
    old, new, other = folder / "ofac/2021-07-07", folder / "ofac/2024", folder / "ofac/consolidated"
    for main_file, alt, add, comments in (
            (old / "sdn.csv", old / "alt.csv", old / "add.csv", old / "sdn_comments.csv"),
            (new / "sdn_2024-05-03.csv", new / "alt_2024-01-08.csv", new / "add_2024-01-08.csv", new / "sdn_comments_2025-12-24.csv"),
            (other / "cons_prim.csv", other / "cons_alt.csv", other / "cons_add.csv", other / "cons_comments.csv")):
        single("ofac-csv", main_file, ofac_csv(main_file.read_bytes(), alt.read_bytes()), aliases=alt, addresses=add, comments=comments)
    for path in sorted((folder / "ofac/daily").glob("*.csv")):
        single("ofac-csv", path, ofac_csv(path.read_bytes(), b""))
    xml = other / "consolidated_2025-03-28.xml"
    single("ofac-xml", xml, ofac_xml(xml.read_bytes()))
    acts(folder / "eu")
    ca = folder / "ca/sema_2025-06.xml"
    single("ca-xml", ca, canada(ca.read_bytes()))
    print("Changes from one state to the next")
    deltas(folder)


if __name__ == "__main__":
    main()
