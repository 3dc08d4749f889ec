"""Which entries of the watchlists are one party: what joins them, what does not suffice, what keeps them apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.matching import compile_index, open_index, screen
from monitor.matching.identity import same_parties
from monitor.model import Alias, Document, Entity, EntityType, Listing, ListSource, SameParty, Watchlist
from monitor.watchlists.importers import import_list

ORGANISATION, VESSEL, AIRCRAFT = EntityType.ORGANISATION, EntityType.VESSEL, EntityType.AIRCRAFT


def a_party(name: str = "Karem Solvani", *aliases: str, born: tuple[str, ...] = (), type: EntityType = EntityType.PERSON,
            **numbers: str) -> Entity:
    return Entity(id=name, name=name, type=type, aliases=tuple(Alias(text=alias) for alias in aliases), born=born,
                  identifiers=tuple((kind.replace("_", "-"), number) for kind, number in numbers.items()))


def because(one: Entity, other: Entity) -> str:
    """Why the two are one; empty where they are not. The order makes no difference."""
    (there,), (back,) = same_parties([one, other]) if any(same_parties([one, other])) else (((1, ""),), ((0, ""),))
    assert there[1] == back[1]
    return there[1]


# ------------------------------------------------------------------ what joins
@pytest.mark.parametrize(("one", "other", "reason"), [
    (a_party(passport="A 123-4567"), a_party("Karim SOLVANI", passport="a1234567"), "the same passport A1234567"),
    (a_party(national_id="001-0411870"), a_party("Solvani", national_id="0010411870"), "the same national identity number 0010411870"),
    (a_party("Krasny Zavod JSC", type=ORGANISATION, company_number="1027700341855"),
     a_party("Plant 'Krasny'", type=ORGANISATION, company_number="1027700341855"), "the same company number 1027700341855"),
    (a_party("First Bank", type=ORGANISATION, tax_id="7744000912", company_number="1027739019142"),
     a_party("FB", type=ORGANISATION, tax_id="7744000912", company_number="1027739019142"), "the same company number 1027739019142"),
    (a_party("Laodicea", type=VESSEL, imo="IMO 9274343"), a_party("San Cosmas", type=VESSEL, imo="9274343"), "the same IMO number 9274343"),
    (a_party("Falcon", type=AIRCRAFT, registration="EP-GOM"), a_party("Goose", type=AIRCRAFT, registration="EP-G1234"), ""),
    (a_party("Falcon", type=AIRCRAFT, registration="RA-85155"), a_party("Goose", type=AIRCRAFT, registration="RA85155"),
     "the same registration RA85155"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_a_number_of_the_same_kind_joins(one: Entity, other: Entity, reason: str) -> None:
    assert because(one, other) == reason


@pytest.mark.parametrize(("one", "other"), [
    (a_party(born=("1961-04-09",)), a_party("SOLVANI, Karem", born=("1961-04-09",))),
    (a_party(born=("1961-04-09",)), a_party("Karém Solvani", born=("1960", "1961-04-09", "1961-04-10"))),
    (a_party(born=("1961-04-09",)), a_party("Abu Faris al-Solvani", "Solvani Karem", born=("1961-04-09",))),
], ids=["another order", "one of several days", "an alias"])
def test_the_same_full_name_and_day_of_birth_join_persons(one: Entity, other: Entity) -> None:
    assert because(one, other) == "the same name and date of birth 1961-04-09"


# ------------------------------------------------------------------ what does not suffice
@pytest.mark.parametrize(("one", "other"), [
    (a_party(), a_party()),
    (a_party(born=("1961",)), a_party(born=("1961",))),
    (a_party(born=("1961-04",)), a_party(born=("1961-04",))),
    (a_party(born=("1961-04-09",)), a_party()),
    (a_party("Solvani", born=("1961-04-09",)), a_party("Solvani", born=("1961-04-09",))),
    (a_party("Karem Solvani", "Abu Faris", born=("1961-04-09",)), a_party("Omid Tarvandi", "Abu Faris", born=("1961-04-09",))),
    (a_party("Acme Trading", type=ORGANISATION, born=("1961-04-09",)), a_party("Acme Trading", type=ORGANISATION, born=("1961-04-09",))),
], ids=["a name", "name and year", "name and month", "a birth on one side", "one word", "an alias of both", "no persons"])
def test_less_never_joins(one: Entity, other: Entity) -> None:
    assert because(one, other) == ""


def test_a_weak_alias_does_not_count_as_the_name() -> None:
    weak = replace(a_party("Abu Faris", born=("1961-04-09",)), aliases=(Alias(text="Karem Solvani", weak=True),))
    assert because(a_party(born=("1961-04-09",)), weak) == ""


@pytest.mark.parametrize(("one", "other"), [
    (a_party(passport="A1234567"), a_party(national_id="A1234567")),
    (a_party(passport="1234"), a_party(passport="1234")),
    (a_party(passport="unknown"), a_party(passport="unknown")),
    (a_party(call_sign="UBYS1234"), a_party(call_sign="UBYS1234")),
    (a_party(tax_id="7744000912"), a_party(tax_id="7744000912", type=ORGANISATION)),
    (a_party(passport="A1234567"), a_party("Omid Tarvandi", passport="A1234567")),
    (a_party("JSC Plant Molot", type=ORGANISATION, tax_id="7744000912"),
     a_party("JSC Plant Granit", type=ORGANISATION, tax_id="7744000912")),
], ids=["another kind", "too short", "no figures", "reused numbers", "another type", "another person's name", "a legal form in common"])
def test_a_number_that_tells_nothing_or_is_not_borne_out_never_joins(one: Entity, other: Entity) -> None:
    assert because(one, other) == ""


def test_a_number_that_many_entries_hold_stands_for_none_of_them() -> None:
    assert not any(same_parties([a_party(passport="A1234567") for _ in range(13)]))


# ------------------------------------------------------------------ what keeps apart
@pytest.mark.parametrize(("one", "other"), [
    (a_party(passport="A1234567", born=("1961-04-09",)), a_party(passport="A1234567", born=("1961-04-10",))),
    (a_party(passport="A1234567", born=("1961-04-09",)), a_party(passport="A1234567", born=("1975",))),
    (a_party(tax_id="184101937739", born=("1961-04-09",)), a_party(tax_id="184101937740", born=("1961-04-09",))),
    (a_party("Kotlas", type=VESSEL, imo="9299719", mmsi="636012384"), a_party("Kotlas", type=VESSEL, imo="9299720", mmsi="636012384")),
], ids=["two days", "another year", "two tax numbers", "two IMO numbers"])
def test_a_contradiction_keeps_entries_apart(one: Entity, other: Entity) -> None:
    assert because(one, other) == ""


@pytest.mark.parametrize("born", [("1961",), ("1961-04",), ("1975", "1961-04-09"), ()])
def test_births_that_may_be_one_are_no_contradiction(born: tuple[str, ...]) -> None:
    assert because(a_party(passport="A1234567", born=("1961-04-09",)), a_party(passport="A1234567", born=born)) != ""


# ------------------------------------------------------------------ groups
def test_entries_are_joined_by_way_of_a_third_and_the_reason_names_each_step() -> None:
    first = a_party(passport="A1234567")
    middle, last = a_party(passport="A1234567", national_id="0010411870"), a_party(national_id="0010411870")
    passport, number = "the same passport A1234567", "the same national identity number 0010411870"
    assert same_parties([first, middle, last]) == (
        ((1, passport), (2, f"{passport}, and {number}")), ((0, passport), (2, number)), ((0, f"{number}, and {passport}"), (1, number)))


def test_a_link_that_would_join_what_contradicts_is_left_out() -> None:
    first = a_party(passport="A1234567", born=("1961-04-09",))
    middle = a_party(passport="A1234567", national_id="0010411870")
    last = a_party(national_id="0010411870", born=("1975-01-02",))
    joined = same_parties([first, middle, last])
    assert [[place for place, _ in same] for same in joined] == [[1], [0], []]


parties = st.builds(
    a_party, st.sampled_from(["Karem Solvani", "Solvani Karem", "Karem", "Omid Tarvandi"]), st.sampled_from(["Abu Faris", "Karem Solvani"]),
    born=st.lists(st.sampled_from(["1961-04-09", "1961", "1975-01-02"]), max_size=2).map(tuple), type=st.sampled_from(EntityType),
    passport=st.sampled_from(["A1234567", "B1234567", ""]), imo=st.sampled_from(["9299719", "9299720", ""]))


@given(st.lists(parties, max_size=6))
def test_being_the_same_party_is_mutual_and_transitive(found: list[Entity]) -> None:
    groups = [{place, *(other for other, _ in same)} for place, same in enumerate(same_parties(found))]
    for place, group in enumerate(groups):
        assert place in group
        assert all(groups[other] == group for other in group)
        assert len({found[other].type for other in group}) == 1


def test_the_order_of_the_lists_makes_no_difference() -> None:
    entries = [a_party("Karem Solvani", born=("1961-04-09",)), a_party("Solvani Karem", born=("1961-04-09",), passport="A1234567"),
               a_party("K. Solvani", passport="A1234567")]
    sizes = {tuple(len(same) for same in same_parties(list(order))) for order in permutations(entries)}
    assert sizes == {(2, 2, 2)}


# ------------------------------------------------------------------ in an index
def test_a_match_carries_the_other_entries_of_its_party_with_their_listings() -> None:
    listing = Listing(authority="UN", reference="IRi.901", measures=("travel-ban",))
    un = Watchlist(name="UN", entities=(replace(a_party(born=("1961-04-09",)), id="un-1", listings=(listing,)),))
    eu = Watchlist(name="EU", entities=(replace(a_party("SOLVANI, Karem", born=("1961-04-09",)), id="eu-1"),))
    index = open_index(compile_index([un, eu]))
    on_eu, on_un = sorted(screen(Document(fields=(("text", "General Karem Solvani landed in Moscow."),)), index), key=lambda m: m.watchlist)
    reason = "the same name and date of birth 1961-04-09"
    assert on_eu.same_as == (SameParty(watchlist="UN", entity="un-1", name="Karem Solvani", because=reason, listings=(listing,)),)
    assert on_un.same_as == (SameParty(watchlist="EU", entity="eu-1", name="SOLVANI, Karem", because=reason),)


@pytest.mark.shared
def test_the_lists_of_the_un_and_of_ofac_have_hundreds_of_parties_in_common(shared: Path) -> None:
    folder = shared / "lists"
    un = import_list(ListSource(format="un-xml", url="un.xml"), {"url": (folder / "un/un_consolidated_2026-02-27.xml").read_bytes()})
    names = {"url": "sdn_2024-05-03", "aliases": "alt_2024-01-08", "addresses": "add_2024-01-08", "comments": "sdn_comments_2025-12-24"}
    ofac = import_list(ListSource(format="ofac-csv", url="sdn.csv"),
                       {key: (folder / f"ofac/2024/{name}.csv").read_bytes() for key, name in names.items()})
    listed = [*un.entities, *ofac.entities]
    same = {listed[place].id: {listed[other].id for other, _ in others} for place, others in enumerate(same_parties(listed))}
    assert sum(bool(same[entity.id]) for entity in un.entities) > 200
    assert same["un-QDi.031"] == {"ofac-6950"}, "the same name and day of birth"
    assert same["un-IRi.003"] == set(), "another person's passports are written into this entry"
