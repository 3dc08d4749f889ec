"""The traps of the real files' cells, told by what the names are like: no text of a publisher stands here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.model import EntityType, ListSource
from monitor.watchlists.importers import Imported, Name, Quality, import_list
from monitor.watchlists.importers.scripts import script_of_letter

pytestmark = pytest.mark.shared
GLOSS = re.compile(r"\b(?:born|passport|listed|date of birth|known as|a\.k\.a|f\.k\.a|formerly|previously|third|identity|nationality|"
                   r"script|combat)\b", re.IGNORECASE)


def imported(form: str, path: Path) -> Imported:
    return import_list(ListSource(format=form, url=path.name), {"url": path.read_bytes()})


@pytest.fixture(scope="module")
def un(shared: Path) -> Imported:
    return imported("un-xml", shared / "lists/un/un_consolidated_2026-02-27.xml")


@pytest.fixture(scope="module")
def every(shared: Path, un: Imported) -> list[Imported]:
    acts = [imported("eu-csv", path) for path in sorted((shared / "lists/eu").glob("*/*.csv"))]
    return [un, imported("ca-xml", shared / "lists/ca/sema_2025-06.xml"), *acts]


def persons(lists: list[Imported]) -> Iterator[tuple[str, Name]]:
    """Every name of a person that is not weak, with the person's id."""
    for one in lists:
        people = {entity.id for entity in one.entities if entity.type is EntityType.PERSON}
        yield from ((id_, name) for id_, names in one.names.items() if id_ in people for name in names if name.quality is not Quality.WEAK)


def test_no_name_of_a_person_is_a_remark_a_number_or_half_a_bracket(every: list[Imported]):
    odd = [(id_, name.text) for id_, name in persons(every)
           if GLOSS.search(name.text) or re.search(r'\d{3}|[;"/]', name.text) or name.text.count("(") != name.text.count(")")]
    assert odd == []


def test_no_word_of_a_person_s_name_mixes_alphabets(every: list[Imported]):
    words = [word for _, name in persons(every) for word in re.findall(r"[^\W\d_]+", name.text)]
    mixed = [word for word in words if len({script_of_letter(letter) for letter in word} - {None}) > 1]
    assert mixed == []


def test_names_of_organisations_have_no_second_cell_in_them(every: list[Imported]):
    for one in every:
        firms = {entity.id for entity in one.entities if entity.type is EntityType.ORGANISATION}
        assert [name.text for id_ in firms for name in one.names[id_] if ";" in name.text] == []


def of(un: Imported, reference: str, quality: Quality) -> list[str]:
    return [name.text for name in un.names[f"un-{reference}"] if name.quality is quality]


def test_several_names_in_one_cell_are_several(un: Imported):
    assert len(of(un, "IRi.039", Quality.STRONG)) == 1 + 8
    assert len(of(un, "IRi.039", Quality.WEAK)) == 3


def test_what_is_told_behind_a_name_is_no_part_of_it(un: Imported):
    for reference in ("LYi.019", "QDi.152"):
        names = [name.text for name in un.names[f"un-{reference}"]]
        assert len(names) > 1
        assert not any(GLOSS.search(name) or re.search(r"\d", name) or "," in name for name in names)


def test_native_script_in_brackets_is_a_name_of_its_own(un: Imported):
    assert {name.script for name in un.names["un-QDi.279"] if name.quality is Quality.WEAK} >= {"Latn", "Arab"}


def test_a_comma_is_read_by_what_stands_on_its_sides(un: Imported):
    officer = [name.text for name in un.names["un-CDi.008"]]
    assert not any("," in name or "Colonel" in name for name in officer), "family name, rank and given name"
    assert any(" " not in name.text for name in un.names["un-LYi.021"]), "two names"


def test_line_breaks_and_apostrophes_stay_inside_their_name(un: Imported):
    every = [name.text for names in un.names.values() for name in names]
    assert all(text == " ".join(text.split()) for text in every)
    assert any(re.search(r"\w'\w+'\w", text) for text in every), "transcribed Korean"
