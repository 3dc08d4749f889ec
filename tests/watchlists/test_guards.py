"""A good list is never replaced by an empty, older or suddenly short one; every verdict says why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Alias, Entity, EntityType
from monitor.watchlists.guards import SHRINK, ListState, OutcomeKind, failed, figures, is_native, judge, state_of


def entity(number: int, *, type: EntityType = EntityType.PERSON, aliases: tuple[Alias, ...] = (), born: bool = False) -> Entity:
    return Entity(id=f"xx-{number}", name=f"Person Number{number}", type=type, aliases=aliases, born=("1960",) if born else ())


def people(count: int, **more: object) -> tuple[Entity, ...]:
    return tuple(entity(number, **more) for number in range(count))  # type: ignore[arg-type]


def state(entities: tuple[Entity, ...], dated: str | None = None) -> ListState:
    return state_of(entities, dated)


def test_a_first_list_is_imported() -> None:
    outcome = judge(None, state(people(3), "2026-02-27"))
    assert (outcome.kind, outcome.replaces) == (OutcomeKind.IMPORTED, True)
    assert outcome.sentence == "3 entries of 2026-02-27, for the first time"


def test_a_first_list_without_an_entry_is_a_warning_and_not_put_in_force() -> None:
    outcome = judge(None, state(()))
    assert (outcome.kind, outcome.replaces) == (OutcomeKind.EMPTY, False)
    assert outcome.sentence == "the list has no entry: is its address or format right?"


@pytest.mark.parametrize("confirmed", [False, True])
def test_an_empty_list_never_replaces_one_whoever_confirms_it(confirmed: bool) -> None:
    outcome = judge(state(people(3)), state(()), confirmed=confirmed)
    assert (outcome.kind, outcome.replaces) == (OutcomeKind.EMPTY, False)
    assert outcome.sentence == "the new list has no entry; the old one of 3 entries stays in force"


def test_the_same_list_is_unchanged() -> None:
    assert judge(state(people(3)), state(people(3))).kind is OutcomeKind.UNCHANGED


def test_the_same_entries_of_a_later_day_are_unchanged_and_the_day_is_kept() -> None:
    outcome = judge(state(people(3), "2026-01-01"), state(people(3), "2026-01-02"))
    assert (outcome.kind, outcome.replaces) == (OutcomeKind.UNCHANGED, True)


def test_growth_never_stops_anything() -> None:
    outcome = judge(state(people(10)), state(people(5000)))
    assert (outcome.kind, outcome.replaces, outcome.sentence) == (OutcomeKind.IMPORTED, True, "5,000 entries, +4,990")


def test_a_fall_of_a_tenth_passes_and_of_more_asks_a_person() -> None:
    old = state(people(100))
    assert judge(old, state(people(90))).replaces
    outcome = judge(old, state(people(89)))
    assert (outcome.kind, outcome.replaces) == (OutcomeKind.SHRUNK, False)
    assert outcome.sentence == ("89 entries where there were 100 (a fall of 11%, more than 10%); the old list stays until a person "
                                "confirms the new one")


def test_a_person_may_confirm_a_short_list() -> None:
    assert judge(state(people(100)), state(people(20)), confirmed=True).kind is OutcomeKind.IMPORTED


def test_the_share_can_be_another_one() -> None:
    assert judge(state(people(100)), state(people(60)), limit=0.5).replaces


def test_a_type_that_goes_missing_asks_a_person_though_the_whole_is_little_shorter() -> None:
    ships = tuple(entity(1000 + number, type=EntityType.VESSEL) for number in range(30))
    outcome = judge(state(people(1000) + ships), state(people(1000)))
    assert outcome.kind is OutcomeKind.SHRUNK
    assert "0 entries of type vessel where there were 30" in outcome.sentence


def test_a_list_without_its_file_of_aliases_asks_a_person() -> None:
    named = people(50, aliases=(Alias(text="Pers. N."), Alias(text="P. Number")))
    outcome = judge(state(named), state(people(50)))
    assert outcome.kind is OutcomeKind.SHRUNK
    assert "50 names where there were 150" in outcome.sentence


def test_an_older_list_asks_a_person() -> None:
    outcome = judge(state(people(3), "2026-02-27"), state(people(4), "2025-04-19"))
    assert outcome.kind is OutcomeKind.SHRUNK
    assert "dated 2025-04-19, the one in force 2026-02-27" in outcome.sentence
    assert judge(state(people(3), "2026-02-27"), state(people(4), "2025-04-19"), confirmed=True).replaces


def test_few_entries_of_a_type_may_go() -> None:
    planes = tuple(entity(1000 + number, type=EntityType.AIRCRAFT) for number in range(5))
    assert judge(state(people(100) + planes), state(people(100))).replaces


@pytest.mark.parametrize(("old", "new", "said"), [
    (Alias(text="Nick"), Alias(text="Nick", weak=True), "weak names: 50 of 100, before 0 of 100"),
    (Alias(text="Nick"), Alias(text="Имя"), "names in another script: 50 of 100, before 0 of 100"),
], ids=["weak flags", "another script"])
def test_a_share_that_jumps_is_an_alarm_and_stops_nothing(old: Alias, new: Alias, said: str) -> None:
    for before, after in ((old, new), (new, old)):
        outcome = judge(state(people(50, aliases=(before,))), state(people(50, aliases=(after,))))
        assert outcome.replaces
        assert len(outcome.alarms) == 1
    assert judge(state(people(50, aliases=(old,))), state(people(50, aliases=(new,)))).alarms == (said,)


def test_dates_of_birth_and_further_names_that_come_in_bulk_are_alarms() -> None:
    named = people(50, born=True, aliases=(Alias(text="One More"),))
    assert judge(state(people(50)), state(named)).alarms == (
        "further names: 50 of 50, before 0 of 50", "persons with a date of birth: 50 of 50, before 0 of 50")


def test_a_share_that_moves_a_little_is_no_alarm() -> None:
    weak = people(1, aliases=(Alias(text="Nick", weak=True),)) + people(99)[1:]
    assert judge(state(people(99)), state(weak)).alarms == ()


def test_figures_count_types_names_and_births() -> None:
    found = figures((entity(1, aliases=(Alias(text="Имя"), Alias(text="N", weak=True)), born=True), entity(2, type=EntityType.VESSEL)))
    assert (found.entities, found.types, found.names, found.weak, found.native, found.born) == (2, {"person": 1, "vessel": 1}, 4, 1, 1, 1)


@pytest.mark.parametrize(("name", "native"), [
    ("Ramón Ćwik", False), ("Đỗ Thị", False), ("قاسم", True), ("Кадыров", True), ("金正恩", True), ("Ali (علي)", True), ("“X”", False)])
def test_a_native_name_has_a_letter_of_another_script(name: str, native: bool) -> None:
    assert is_native(name) is native


def test_a_list_that_cannot_be_had_leaves_the_old_one() -> None:
    assert failed(state(people(3)), "it answers 503").sentence == "it answers 503; the old list of 3 entries stays in force"
    assert failed(None, "it answers 503").sentence == "it answers 503; nothing is in force yet"


@given(st.integers(1, 400), st.integers(0, 400), st.booleans())
def test_what_replaces_a_list_is_never_empty_and_never_short_unconfirmed(before: int, after: int, confirmed: bool) -> None:
    outcome = judge(state(people(before)), state(people(after)), confirmed=confirmed)
    assert outcome.sentence
    if outcome.replaces:
        assert after > 0
        assert confirmed or after >= before * (1 - SHRINK)


def test_an_entity_that_changed_is_imported() -> None:
    changed = (replace(entity(0), name="Another Name"), *people(3)[1:])
    assert judge(state(people(3)), state(changed)).sentence == "3 entries, +0"
