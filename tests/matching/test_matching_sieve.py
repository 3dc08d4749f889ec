"""The sieve lets through every text in which screening finds something: the same matches with it as without."""

from __future__ import annotations

import json
import random
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.adapters.list_import import kept_import
from monitor.matching import Index, Sieve, compile_index, open_index, screen
from monitor.model import Alias, Document, Entity, EntityType, Watchlist
from monitor.watchlists.local import read_with_lists

ENTITIES = (
    Entity(id="kim", name="Kim Jong Un", aliases=(Alias(text="김정은"), Alias(text="KIM, Chong-un"))),
    Entity(id="rahman", name="Abdulrahman al-Shahin", aliases=(Alias(text="عبدالرحمن الشاهين"), Alias(text="Abu Bakr Shaheen", weak=True))),
    Entity(id="sokolov", name="Сергей Викторович Соколов", aliases=(Alias(text="Sergey SOKOLOV"), Alias(text="Sokol", weak=True))),
    Entity(id="nasrallah", name="Hassan Nasrallah", aliases=(Alias(text="حسن نصر الله"),)),
    Entity(id="so", name="Than Shwe Aung", aliases=(Alias(text="So", weak=True), Alias(text="Major", weak=True))),
    Entity(id="bank", name="Bank of the Northern Coast", type=EntityType.ORGANISATION, aliases=(Alias(text="BNC"),)),
    Entity(id="council", name="Council for Grain and Fuel of Upper Ostravia", type=EntityType.ORGANISATION),
    Entity(id="taliban", name="талибы", type=EntityType.ORGANISATION, aliases=(Alias(text="Taleban"),)),
    Entity(id="ship", name="Silver Heron", type=EntityType.VESSEL, identifiers=(("imo", "9234567"),)),
    Entity(id="jet", name="EP-GOM", type=EntityType.AIRCRAFT, identifiers=(("registration", "EP-GOM"),)),
    Entity(id="jones", name="Sally-Anne Frances Jones"), Entity(id="ali", name="Ali Ali Hussein"), Entity(id="orban", name="Dömötör Örsi"),
)
PIECES = """Kim Jong Un Jong-un Kim's KIM JONG UN 김정은은 Chong abd Abd al Al al-Rahman Rahman Abdul Abdulrahman al-Shahin Shahin Shaheen
  عبد الرحمن عبدالرحمن الشاهين Abu Bakr Сергей Соколов Соколова Соколовым Викторович SOKOLOV Sergei Sergey’s Sokol Hassan Hasan Nasr
  Allah Nasrallah حسن نصر الله So Major Aung Shwe Bank of the Northern Coast coast BNC BNC's Council council for Grain and Fuel Upper
  Ostravia талибы талибами Талибы Taleban Silver Heron HERON 9234567 EP-GOM EPGOM Sally-Anne Sally Anne Frances Jones Jones’ Ali Hussein
  hussein d'Ali L’Orban Dömötör Doemoetoer Örsi ORSI Orsi The the a said I In . , ; : ! ( ) " “ ” « » – - … 's""".split()
SPACES = [" ", " ", " ", " ", "  ", "\n", "\n\n", "\u00a0", "", ", ", ". ", "-", "\t", "\u200b", " – "]


@cache
def index() -> Index:
    return open_index(compile_index([Watchlist(name="List", entities=ENTITIES)]))


@cache
def sieve() -> Sieve:
    return Sieve(index())


def texts() -> st.SearchStrategy[str]:
    word = st.sampled_from(PIECES) | st.sampled_from([entity.name for entity in ENTITIES])
    shaped = st.tuples(word, st.sampled_from(SPACES)).map("".join)
    cased = st.sampled_from([str, str, str, str.upper, str.lower, str.title])
    return st.builds(lambda parts, case: case("".join(parts)), st.lists(shaped, min_size=1, max_size=30), cased)


@settings(max_examples=400, deadline=None)
@given(st.lists(texts(), min_size=1, max_size=3), st.sampled_from([None, "en", "ru", "uk", "ar"]))
def test_what_is_sifted_out_has_no_match(parts: list[str], language: str | None) -> None:
    document = Document(fields=tuple((f"part{number}", text) for number, text in enumerate(parts)), language=language)
    if not sieve().passes(document):
        assert screen(document, index()) == ()


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.id)
def test_each_name_passes_in_a_sentence(entity: Entity) -> None:
    names = [entity.name, *(alias.text for alias in entity.aliases), *(value for _, value in entity.identifiers)]
    for name in names:
        document = Document(fields=(("text", f"Officials said on Monday that {name} had left the capital."),))
        assert bool(screen(document, index())) <= sieve().passes(document), name


@pytest.mark.parametrize("name", ["Abdul Rahman al-Shahin", "Abd al-Rahman Shahin", "Hassan Nasr Allah",
                                  "حسن نصر الله", "عبد الرحمن الشاهين"])
def test_a_name_whose_words_are_written_apart_passes(name: str) -> None:
    document = Document(fields=(("text", f"Officials said that {name} had left the capital."),))
    assert screen(document, index()), name
    assert sieve().passes(document), name


def test_ordinary_text_is_sifted_out() -> None:
    text = "The committee met in Geneva on Monday. John Smith, a spokesman, said that grain prices had risen along the coast."
    assert not sieve().passes(Document(fields=(("title", "Grain prices rise"), ("text", text))))


@pytest.mark.shared
def test_real_news_holds_the_same_with_and_without_a_sieve(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "list.xml").write_bytes((shared / "lists" / "un" / "un_consolidated_2026-02-27.xml").read_bytes())
    files = [("un.yaml", b"name: UN\nsource: {format: un-xml, url: list.xml}\n"), ("list.xml", (tmp_path / "list.xml").read_bytes())]
    [listed] = read_with_lists(files, partial(kept_import, str(tmp_path))).watchlists
    some = random.Random(11).sample(listed.entities, 100)
    real = open_index(compile_index([Watchlist(name="UN", entities=tuple(some))]))
    sifted = Sieve(real)
    rows = [json.loads(line) for line in (shared / "eval" / "news_docs.jsonl").read_text("utf-8").splitlines()[::10]]
    found = 0
    for row in rows:
        document = Document(fields=(("text", row["text"]),))
        if not sifted.passes(document):
            assert screen(document, real) == (), row["doc_id"]
        else:
            found += 1
    assert found < len(rows) / 2
