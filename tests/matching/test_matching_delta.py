"""An index of a base and what changed since answers as the same lists compiled whole, to the last letter."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching import near_misses, open_index, screen
from monitor.matching.entity_codec import fingerprint
from monitor.matching.index import Index
from monitor.matching.index_build import changes, compile_base, compile_delta, compile_index
from monitor.model import Alias, Document, Entity, EntityType, Examples, Keyword, Listing, Mute, Severity, Watchlist

GIVEN = ["Viktor", "Qasem", "Ghasem", "SERGEI", "Сергей", "Haj", "Kim", "Muhammad"]
FAMILY = ["Soleimani", "SOLEIMANI", "Soleymani", "Bout", "Erdoğan", "Erdogan", "Волков", "Jong Un", "Ali Khan"]
WHOLE = ["Bank Melli", "LeT", "LET", "Wagner", "талибы", "The Islamic Army of Sand", "金正恩", "المجلس الأعلى", "Peace", "Grey 7 Ltd"]
TEXT = Document(fields=(
    ("title", "SOLEIMANI SEEN IN MOSCOW WITH ERDOGAN"),
    ("text", "Viktor Bout met Qassem Suleimani, Ghasem Soleymani and Kim Jong-un at Bank Melli. Later Soleimani, Sergei Volkov and Viktor "
             "Erdogan of LeT saw Sergei Erdoğan; the tanker Peace (IMO 9074729) sailed. 金正恩 left. Сергей Волков и талибы. Muhammad Ali "
             "Khan, Haj Qasem and Wagner of the Islamic Army of Sand. Soleymani said so. Grey 7 Ltd. The LET, قاسم سلیمانی.")))

names = st.one_of(st.builds("{} {}".format, st.sampled_from(GIVEN), st.sampled_from(FAMILY)), st.sampled_from(WHOLE))
aliases = st.lists(st.builds(lambda text, weak: Alias(text=text, weak=weak), names, st.booleans()), max_size=2).map(tuple)
numbers = st.lists(st.sampled_from([("imo", "9074729"), ("passport", "A1234567"), ("passport", "B7654321")]), max_size=2).map(tuple)
entities = st.builds(lambda name, aliases, type, born, identifiers: Entity(id="", name=name, aliases=aliases, type=type, born=born,
                                                                          identifiers=identifiers),
                     names, aliases, st.sampled_from(EntityType),
                     st.sampled_from([(), ("1957-03-11",), ("1957",), ("1960-01-02", "1957-03-11")]), numbers)


@st.composite
def watchlists(draw: st.DrawFn) -> list[Watchlist]:
    """Up to three lists; ids are drawn from few, so that two drafts have many in common."""
    found = []
    for name in draw(st.lists(st.sampled_from(["A", "B", "C"]), unique=True)):
        held = draw(st.dictionaries(st.sampled_from([f"e{number}" for number in range(8)]), entities, max_size=8))
        found.append(Watchlist(name=name, entities=tuple(replace(entity, id=key) for key, entity in held.items())))
    return found


@st.composite
def edits(draw: st.DrawFn) -> tuple[list[Watchlist], list[Watchlist]]:
    """Lists before and after an edit: some entities go, some come, some change, a whole list may."""
    before, more = draw(watchlists()), {watchlist.name: watchlist for watchlist in draw(watchlists())}
    after = []
    for watchlist in before:
        fresh = more.pop(watchlist.name, None)
        gone = draw(st.sets(st.sampled_from([entity.id for entity in watchlist.entities]))) if watchlist.entities else set()
        if draw(st.booleans()):
            held = {entity.id: entity for entity in watchlist.entities if entity.id not in gone}
            held |= {entity.id: entity for entity in fresh.entities} if fresh else {}
            after.append(replace(watchlist, entities=tuple(held.values())))
    return before, after + list(more.values())


def _both(before: list[Watchlist], after: list[Watchlist]) -> tuple[Index, Index]:
    base = compile_base(before)
    delta = compile_delta(base, after, changes(base, after))
    return open_index({**base, **delta}), open_index(compile_index(after))


def _everything(index: Index) -> list[object]:
    records = [index.record(entity) for entity in range(len(index.name_entity) and int(index.name_entity.max()) + 1)]
    rows = [(index.name_text(name), int(index.name_entity[name]), int(index.name_kind[name]), int(index.name_flags[name]),
             [(index.token_text(token), role) for token, role in index.slots(name)]) for name in range(len(index.name_entity))]
    return [records, rows, index.small_beginnings, index.watchlists, index.keyword_lists]


@settings(deadline=None, max_examples=150)
@given(edits())
def test_base_and_delta_are_one_index(edit: tuple[list[Watchlist], list[Watchlist]]) -> None:
    edited, whole = _both(*edit)
    assert _everything(edited) == _everything(whole)
    assert screen(TEXT, edited) == screen(TEXT, whole)
    assert near_misses(TEXT, edited) == near_misses(TEXT, whole)


def test_a_list_of_the_same_version_is_not_looked_into() -> None:
    names = tuple(Entity(id=f"e{number}", name=name) for number, name in enumerate(["Viktor Bout", "Qasem Soleimani"]))
    before = [Watchlist(name="A", version="1", entities=names), Watchlist(name="B", version="1", entities=names[:1])]
    after = [replace(before[0], entities=()), replace(before[1], version="2", entities=(*names[:1], Entity(id="e9", name="Sergei Volkov")))]
    since = changes(compile_base(before), after)
    assert since.order.tolist() == [0, 1, 2, -1]
    assert ([entity.id for _, entity in since.added], since.gone.tolist()) == (["e9"], [])


def test_a_number_held_by_too_many_links_nobody_any_longer() -> None:
    party = Entity(id="", name="Viktor Bout", identifiers=(("passport", "A1234567"),))
    held = [replace(party, id=f"e{number:02}") for number in range(13)]
    for before, after in ((held[:12], held), (held, held[:12])):
        edited, whole = _both(*[[Watchlist(name="A", entities=tuple(entities))] for entities in (before, after)])
        assert _everything(edited) == _everything(whole)


@pytest.mark.parametrize("field", [field.name for field in fields(Entity)])
def test_whatever_the_index_holds_of_an_entity_is_a_change(field: str) -> None:
    other = {"id": "b", "name": "Viktor But", "type": EntityType.VESSEL, "aliases": (Alias(text="Bout"),), "deceased": "2020",
             "listings": (Listing(authority="UN"),), "mute": Mute(by="ana"), "identifiers": (("imo", "1"),), "note": "n", "line": 7,
             "examples": Examples(match=("x",))}
    one = Entity(id="a", name="Viktor Bout")
    changed = fingerprint(one, Watchlist(name="A")) != fingerprint(replace(one, **{field: other.get(field, ("x",))}), Watchlist(name="A"))
    assert changed is (field not in ("note", "line", "examples"))


def test_the_severity_and_the_name_of_a_list_are_part_of_its_entities() -> None:
    lists = [Watchlist(name="A", severity=severity, entities=(Entity(id="a", name="Viktor Bout"),)) for severity in (None, Severity.HIGH)]
    since = changes(compile_base(lists[:1]), lists[1:])
    assert (len(since.added), np.asarray(since.gone).tolist()) == (1, [0])
    renamed = [replace(lists[0], name="B")]
    old = open_index(compile_index(lists[:1]))
    assert [match.watchlist for match in screen(TEXT, open_index(compile_index(renamed), after=old))] == ["B"]


def test_keywords_are_those_of_the_lists_as_they_are_now() -> None:
    before, after = [Watchlist(name="Travel", keywords=(Keyword(term=term),)) for term in ("landed", "met")]
    edited, whole = _both([before], [after])
    document = Document(fields=(("text", "Viktor Bout met Qasem Soleimani."),))
    assert edited.keyword_lists == whole.keyword_lists == ("Travel",)
    assert screen(document, edited) == screen(document, whole) == ()


@settings(deadline=None, max_examples=50)
@given(edits())
def test_what_the_index_before_looked_up_changes_no_answer(edit: tuple[list[Watchlist], list[Watchlist]]) -> None:
    before, after = edit
    base = compile_base(before)
    old = open_index({**base, **compile_delta(base, before, changes(base, before))})
    screen(TEXT, old)
    files = {**base, **compile_delta(base, after, changes(base, after))}
    assert screen(TEXT, open_index(files, after=old)) == screen(TEXT, open_index(files))
    other = compile_index([Watchlist(name="Other", entities=(Entity(id="x", name="Viktor Bout"),))])
    assert screen(TEXT, open_index(other, after=old)) == screen(TEXT, open_index(other))
