"""The watchlists and the config at the root of the repository: what they hold, and that every example they carry holds."""

from __future__ import annotations

import csv
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from monitor.config import check_rules, read_config
from monitor.matching import Index, compile_index, open_index, screen
from monitor.model import Document, Entity, EntityType, Tier, Watchlist
from monitor.watchlists import check_examples, read_watchlists

ROOT = Path(__file__).resolve().parents[2]
LISTS = ROOT.parent / "shared" / "data" / "lists"
UN = LISTS / "un" / "un_consolidated_2026-02-27.xml"
OFAC = LISTS / "ofac" / "2024" / "sdn_2024-05-03.csv"


@pytest.fixture(scope="module")
def watchlists() -> tuple[Watchlist, ...]:
    paths = sorted((ROOT / "watchlists").glob("*.yaml"))
    return read_watchlists([(str(path.relative_to(ROOT)), path.read_bytes()) for path in paths])


@pytest.fixture(scope="module")
def index(watchlists: tuple[Watchlist, ...]) -> Index:
    return open_index(compile_index(watchlists), version="shipped")


def _named(watchlists: Collection[Watchlist], name: str) -> Watchlist:
    return next(watchlist for watchlist in watchlists if watchlist.name == name)


def _names(entity: Entity) -> Iterator[str]:
    yield entity.name
    yield from (alias.text for alias in entity.aliases)


def _latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(char, "LATIN") for char in text if char.isalpha())


# ------------------------------------------------------------------ what they hold
def test_the_shipped_files_make_four_lists(watchlists: tuple[Watchlist, ...]) -> None:
    assert [watchlist.name for watchlist in watchlists] == [
        "Sanctioned organisations", "Sanctioned vessels", "Travel bans", "Travel"]


def test_at_least_forty_people_are_under_a_travel_ban_of_the_un(watchlists: tuple[Watchlist, ...]) -> None:
    banned = [entity for entity in _named(watchlists, "Travel bans").entities
              if any(listing.authority == "UN" and "travel-ban" in listing.measures for listing in entity.listings)]
    assert len(banned) >= 40
    assert all(entity.type is EntityType.PERSON for entity in banned)


def test_everybody_on_the_travel_ban_list_has_a_un_reference_and_a_date(watchlists: tuple[Watchlist, ...]) -> None:
    for entity in _named(watchlists, "Travel bans").entities:
        un = [listing for listing in entity.listings if listing.authority == "UN"]
        assert un, entity.id
        assert re.fullmatch(r"[A-Z]{2}i\.\d{3}", un[0].reference), entity.id
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", un[0].since), entity.id


def test_every_entity_carries_an_example_and_a_counter_example(watchlists: tuple[Watchlist, ...]) -> None:
    lacking = [entity.id for watchlist in watchlists for entity in watchlist.entities
               if not (entity.examples.match and entity.examples.no_match)]
    assert lacking == []


def test_no_example_stands_twice(watchlists: tuple[Watchlist, ...]) -> None:
    texts = Counter(text for watchlist in watchlists for entity in watchlist.entities
                    for text in (*entity.examples.match, *entity.examples.no_match))
    assert [text for text, count in texts.items() if count > 1] == []


def test_ids_are_unique_across_all_files(watchlists: tuple[Watchlist, ...]) -> None:
    ids = Counter(entity.id for watchlist in watchlists for entity in watchlist.entities)
    assert [key for key, count in ids.items() if count > 1] == []


def test_most_people_have_a_name_in_another_script(watchlists: tuple[Watchlist, ...]) -> None:
    people = _named(watchlists, "Travel bans").entities
    other = [entity for entity in people if any(not _latin(name) for name in _names(entity))]
    assert len(other) >= 60


def test_a_name_of_one_plain_word_is_weak_unless_it_is_no_other_word(watchlists: tuple[Watchlist, ...]) -> None:
    strong = [(entity.id, alias.text) for entity in _named(watchlists, "Travel bans").entities for alias in entity.aliases
              if not alias.weak and re.fullmatch(r"[A-Za-z]+", alias.text)]
    assert strong == []


def test_ships_have_an_imo_number_with_a_right_check_digit(watchlists: tuple[Watchlist, ...]) -> None:
    ships = _named(watchlists, "Sanctioned vessels").entities
    assert len(ships) >= 12
    for ship in ships:
        imo = dict(ship.identifiers)["imo"]
        weighted = sum(int(digit) * weight for digit, weight in zip(imo[:6], range(7, 1, -1), strict=True))
        assert weighted % 10 == int(imo[6]), ship.id


def test_the_words_of_travel_cover_ten_languages(watchlists: tuple[Watchlist, ...]) -> None:
    words = Counter(keyword.language for keyword in _named(watchlists, "Travel").keywords)
    assert words["en"] >= 25
    assert words["ru"] >= 25
    assert all(words[language] >= 15 for language in ("uk", "ar", "fa", "fr", "de", "es", "tr", "zh"))


def test_the_shipped_config_reads_and_its_rules_name_lists_that_exist(watchlists: tuple[Watchlist, ...]) -> None:
    config = read_config((ROOT / "config.yaml").read_bytes(), name="config.yaml", environment={})
    assert len(config.feeds) >= 25
    assert len({feed.url for feed in config.feeds}) == len(config.feeds)
    assert len({feed.language for feed in config.feeds}) >= 5
    assert check_rules(config, watchlists) == []


# ------------------------------------------------------------------ that the examples hold
def test_every_example_holds(watchlists: tuple[Watchlist, ...], index: Index) -> None:
    def claimed(text: str) -> set[tuple[str, str]]:
        matches = screen(Document(fields=(("text", text),)), index)
        return {(match.watchlist, match.entity) for match in matches if match.tier is not Tier.POSSIBLE}

    failed = [fault.text for fault in check_examples(watchlists, claimed)]
    assert failed == []


# ------------------------------------------------------------------ that the facts are the lists'
def _un_entries() -> dict[str, tuple[str, set[str]]]:
    """Reference -> (date of listing, years of birth)."""
    entries = {}
    for entry in ET.parse(UN).getroot().iter():
        if entry.tag not in ("INDIVIDUAL", "ENTITY"):
            continue
        born = {text[:4] for tag in ("DATE", "YEAR", "FROM_YEAR", "TO_YEAR")
                for text in (node.text for node in entry.iterfind(f"INDIVIDUAL_DATE_OF_BIRTH/{tag}")) if text}
        reference, listed = entry.findtext("REFERENCE_NUMBER"), entry.findtext("LISTED_ON")
        if reference and listed:
            entries[reference.strip()] = (listed[:10], born)
    return entries


@pytest.mark.shared
@pytest.mark.skipif(not UN.exists(), reason="the UN list is not beside the checkout")
def test_references_dates_and_years_of_birth_are_those_of_the_un_list(watchlists: tuple[Watchlist, ...]) -> None:
    entries = _un_entries()
    wrong = []
    for watchlist in watchlists:
        for entity in watchlist.entities:
            for listing in (listing for listing in entity.listings if listing.authority == "UN"):
                listed, born = entries.get(listing.reference, ("not on the list", set()))
                if listing.since != listed:
                    wrong.append((entity.id, listing.since, listed))
                if born and entity.born and not {date[:4] for date in entity.born} & born:
                    wrong.append((entity.id, str(entity.born), str(born)))
    assert wrong == []


@pytest.mark.shared
@pytest.mark.skipif(not OFAC.exists(), reason="the OFAC list is not beside the checkout")
def test_ofac_numbers_and_imo_numbers_belong_to_the_names_they_stand_with(watchlists: tuple[Watchlist, ...]) -> None:
    with OFAC.open(encoding="ascii", newline="") as file:
        rows = {row[0]: (row[1], row[11]) for row in csv.reader(file) if len(row) == 12}
    wrong = []
    for watchlist in watchlists:
        for entity in watchlist.entities:
            names = " ".join(_names(entity)).casefold()
            for listing in (listing for listing in entity.listings if listing.authority == "OFAC"):
                name, remarks = rows.get(listing.reference, ("not on the list", ""))
                if not any(word in names for word in re.findall(r"[a-z0-9]{3,}", name.casefold())):
                    wrong.append((entity.id, listing.reference, name))
                imo = dict(entity.identifiers).get("imo")
                if imo and imo not in remarks:
                    wrong.append((entity.id, imo, remarks))
    assert wrong == []
