"""Against the labelled data and real lists beside the checkout, where they are."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from monitor.matching import compile_index, open_index, screen
from monitor.matching.tokens import tokens
from monitor.model import Alias, Document, Entity, EntityType, Match, Tier, Watchlist
from monitor.watchlists import read_watchlists

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
CASES = SHARED / "pairs" / "hard_cases.jsonl"
UN = SHARED / "lists" / "un" / "un_consolidated_2026-02-27.xml"
ORGANISATIONS, VESSELS = {"IRGC", "WAGNER GROUP", "LET"}, {"ADRIAN DARYA 1", "Peace"}
NEED_MORE = {  # a single listed name cannot decide these: they need the other entry, a full name, or a native alias
    "hc003", "hc034", "hc038", "hc068", "hc069", "hc071", "hc072", "hc073"}


def _claimed(matches: tuple[Match, ...]) -> list[Match]:
    return [match for match in matches if match.tier is not Tier.POSSIBLE]


def _carried(entities: list[tuple[str, Entity]]) -> list[str]:
    """Strong names of two words or more that are not among the matches of a sentence that carries them."""
    by_list: dict[str, list[Entity]] = {}
    for name, entity in entities:
        by_list.setdefault(name, []).append(entity)
    index = open_index(compile_index([Watchlist(name=name, entities=tuple(own)) for name, own in by_list.items()]))
    lost = []
    for watchlist, entity in entities:
        for text in [entity.name, *(alias.text for alias in entity.aliases if not alias.weak)]:
            if len(tokens(text)[0]) < 2:
                continue
            document = Document(fields=(("text", f"Talks with {text} went on for two days."),))
            if not any((match.watchlist, match.entity) == (watchlist, entity.id) for match in screen(document, index)):
                lost.append(text)
    return lost


@pytest.mark.skipif(not (ROOT / "watchlists").is_dir(), reason="no shipped watchlists here")
def test_every_strong_name_of_the_shipped_lists_is_found_in_a_sentence() -> None:
    files = [(str(path), path.read_bytes()) for path in sorted((ROOT / "watchlists").glob("*.yaml"))]
    assert _carried([(held.name, entity) for held in read_watchlists(files) for entity in held.entities]) == []


@pytest.mark.shared
@pytest.mark.skipif(not UN.is_file(), reason="no shared data beside the checkout")
def test_nearly_every_strong_name_of_the_un_list_is_found_in_a_sentence() -> None:
    entities = []
    for tag, kind in (("INDIVIDUAL", EntityType.PERSON), ("ENTITY", EntityType.ORGANISATION)):
        for node in ElementTree.parse(UN).getroot().iter(tag):
            parts = [(node.findtext(key) or "").strip() for key in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")]
            aliases = [(alias.findtext("ALIAS_NAME") or "").strip() for alias in node.iter(f"{tag}_ALIAS")
                       if (alias.findtext("QUALITY") or "") != "Low"]
            entities.append(("UN", Entity(id=(node.findtext("REFERENCE_NUMBER") or "").strip(), name=" ".join(filter(None, parts)),
                                          type=kind, aliases=tuple(Alias(text=" ".join(text.split())) for text in aliases if text))))
    names = sum(1 + len(entity.aliases) for _, entity in entities)
    assert len(_carried(entities)) <= 0.005 * names


@pytest.mark.shared
@pytest.mark.skipif(not CASES.is_file(), reason="no shared data beside the checkout")
def test_the_hard_cases_that_one_listed_name_decides_are_decided_right() -> None:
    wrong = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if not case["list_name"] or case["id"] in NEED_MORE:
            continue
        name, weak = case["list_name"].removesuffix(" (Low)"), "(Low" in case["list_name"]
        name = name.removesuffix(" (Low")
        kind = EntityType.ORGANISATION if name in ORGANISATIONS else EntityType.VESSEL if name in VESSELS else EntityType.PERSON
        entity = Entity(id="x", name="Zzyzx Qwrtp" if weak else name, type=kind, aliases=(Alias(text=name, weak=True),) if weak else (),
                        context=("Quds Force",), identifiers=(("imo", "9249130"),) if name == "Peace" else ())
        index = open_index(compile_index([Watchlist(name="W", entities=(entity,))]))
        claimed = _claimed(screen(Document(fields=(("text", case["text"]),)), index))
        if bool(claimed) != (case["label"] == "pos"):
            wrong.append((case["id"], case["text"]))
    assert wrong == []
