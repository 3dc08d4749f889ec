"""The engine's slow, obvious twin: every listed token and every listed name is tried, with the same scorer. What the index leaves
out must never be something the twin finds."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching import candidates, compile_index, open_index, screen
from monitor.matching.candidates import Arc
from monitor.matching.index import Index, TokenHit
from monitor.matching.keys import near_keys_listed, near_keys_written, sure_keys_listed, sure_keys_written
from monitor.matching.names import Kind
from monitor.matching.normalise import fold
from monitor.matching.score import Hit, align
from monitor.matching.screen import screen_many
from monitor.matching.similarity import similarity
from monitor.matching.tokens import read_text
from monitor.matching.weights import ACCEPT
from monitor.model import Alias, Document, Entity, EntityType, Watchlist

SYLLABLES = ["mo", "ham", "med", "sa", "lei", "man", "i", "qa", "sem", "kh", "al", "abd", "ul", "rah", "ov", "enko", "ić", "zh", "u", "y"]
FIXED = ["Muhammad", "Мухаммед", "محمد", "Qasem", "قاسم", "Сергей", "Sergiy", "Kim", "Jong", "Un", "Erdoğan", "Soleimani", "سلیمانی",
         "Bank", "al", "Abdul", "Rahman", "Ó", "金", "Li", "Co", "Юлия", "Yuliia", "Łódź"]
words = st.one_of(st.sampled_from(FIXED), st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4).map("".join).map(str.capitalize))
names = st.lists(words, min_size=2, max_size=4).map(" ".join)


@st.composite
def misspelt(draw: st.DrawFn, text: str) -> str:
    """The text with a letter left out, doubled or replaced here and there, or an ending put on."""
    found = []
    for word in text.split():
        place = draw(st.integers(0, len(word) - 1))
        how = draw(st.sampled_from(["", "", "", "drop", "double", "vowel", "a", "om", "'s", "ova", "ом"]))
        if how == "drop" and len(word) > 2:
            word = word[:place] + word[place + 1:]
        elif how == "double":
            word = word[:place] + word[place] + word[place:]
        elif how == "vowel":
            word = "".join("e" if letter == "a" else letter for letter in word)
        else:
            word += how
        found.append(word)
    return " ".join(found)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Index, str]:
    """An index of a few names, and a text that holds some of them, spelt in other ways."""
    listed = draw(st.lists(names, min_size=1, max_size=8, unique=True))
    types = st.sampled_from([EntityType.PERSON, EntityType.PERSON, EntityType.ORGANISATION])
    entities = tuple(Entity(id=f"e{number}", name=name, type=draw(types)) for number, name in enumerate(listed))
    written = [draw(misspelt(name)) for name in draw(st.lists(st.sampled_from(listed), min_size=1, max_size=4))]
    filler = [draw(st.sampled_from(["said", "of the", "General", "in Moscow,", "and"])) for _ in written]
    text = " ".join(part for pair in zip(filler, written, strict=True) for part in pair)
    return open_index(compile_index([Watchlist(name="All", entities=entities)])), text


def _every_token(index: Index) -> list[int]:
    return sorted({token for name in range(len(index.name_entity)) for token, _ in index.slots(name)})


def _by_hand(surface: str, index: Index, language: str = "") -> dict[int, float]:
    """Every listed token that shares a key with a written one and is similar to it."""
    written = fold(surface, language)
    found = {}
    for token in _every_token(index):
        listed = fold(index.token_text(token))
        keys = (sure_keys_written(written) & sure_keys_listed(listed)) | (near_keys_written(written) & near_keys_listed(listed))
        if keys and similarity(listed, written):
            found[token] = similarity(listed, written)
    return found


@settings(deadline=None, max_examples=200)
@given(cases())
def test_a_look_up_finds_what_comparing_with_every_token_finds(case: tuple[Index, str]) -> None:
    index, text = case
    for surface in {*text.split(), *(word.upper() for word in text.split())}:
        hit = index.look_up(surface, "")
        by_hand = _by_hand(surface, index)
        assert (hit.tokens if hit else {}) == by_hand
        if hit is not None:
            holders = {name for name in range(len(index.name_entity)) for token, _ in index.slots(name) if token in by_hand}
            assert set(hit.full) | set(hit.single) == holders
            assert all(index.name_kind[name] == Kind.FULL for name in hit.full)


def _best(hits: Sequence[Hit]) -> dict[tuple[int, int, int], float]:
    """By entity and place the best score that is a mention's."""
    found: dict[tuple[int, int, int], float] = {}
    for hit in hits:
        if hit.score >= ACCEPT:
            key = (hit.entity, hit.start, hit.end)
            found[key] = max(found.get(key, 0.0), hit.score)
    return found


@settings(deadline=None, max_examples=200)
@given(cases())
def test_no_name_is_left_out_that_trying_every_name_finds(case: tuple[Index, str]) -> None:
    index, sentence = case
    text = read_text("text", sentence)
    tried: list[Hit] = []
    chosen: list[Hit] = []
    for arcs in candidates.arcs_in([text], index)[0].by_sentence:
        slow = [Arc(arc.first, arc.last, TokenHit(_by_hand(text.surfaces[arc.first], index, text.language), frozenset(), ()))
                if arc.last == arc.first + 1 else arc for arc in arcs]
        for name in range(len(index.name_entity)):
            if index.name_kind[name] == Kind.FULL:
                tried += align(name, slow, text, index)
        for name in candidates.candidate_names(arcs, index):
            chosen += align(name, arcs, text, index)
    assert _best(chosen) == _best(tried)


HOSTILE = {
    "one letter": ["A", "б", "1", "’", "-"], "nothing": [" ", "\t", "...", "\u200b"],
    "control": ["\x00Ali\x07 Khan", "Ali\u202eKhan Said", "Vik\ttor\nBout", "\ud800 Viktor Bout"],
    "long": [" ".join(f"Name{number}" for number in range(500)), "A" * 10_000, "-".join(["Al"] * 500)],
    "brackets": ["((((", "[]", "(Viktor) [Bout]", "Viktor, ,Bout,"], "combining": ["Z̸͓̱̪alg̶̡o Te̵x̷t", "ａｌｉ ｋｈａｎ"],
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_list_of_hostile_names_is_compiled_and_screened_against(kind: str) -> None:
    entities = tuple(Entity(id=f"e{number}", name=name, aliases=(Alias(text=name), Alias(text=name, weak=True)), type=type)
                     for number, (name, type) in enumerate((name, type) for name in HOSTILE[kind] for type in EntityType))
    known = Entity(id="known", name="Qasem Soleimani")
    index = open_index(compile_index([Watchlist(name="Hostile", entities=(*entities, known))]))
    text = "Qasem Soleimani and " + " and ".join(unicodedata.normalize("NFC", name)[:500] for name in HOSTILE[kind])
    found = screen(Document(fields=(("text", text),)), index)
    assert "known" in {match.entity for match in found}
    for match in found:
        assert all(text[mention.start:mention.end] == mention.surface for mention in match.mentions)


@pytest.mark.parametrize("text", ["9" * 5000, "Kedrin Bank " + "9" * 5000 + "th", "ио" * 40 + "ри", "x0" * 3000])
def test_a_text_that_is_nothing_but_a_hostile_name_is_looked_up(text: str) -> None:
    listed = ("Kedrin Bank", "Bank " + "7" * 5000, "Eh" * 26 + "ru", " ".join(f"Bank{number}" for number in range(500)))
    entities = [Entity(id=f"e{number}", name=name, type=type)
                for number, (name, type) in enumerate((name, type) for name in listed for type in EntityType)]
    found = screen(Document(fields=(("title", text),)), open_index(compile_index([Watchlist(name="All", entities=tuple(entities))])))
    assert {match.name for match in found} == ({"Kedrin Bank"} if "Kedrin" in text else set())


def test_articles_screened_together_are_screened_as_each_alone() -> None:
    entities = (Entity(id="one", name="Qasem Soleimani"), Entity(id="two", name="Viktor Bout"))
    index = open_index(compile_index([Watchlist(name="All", entities=entities)]))
    texts = ("General Ghasem Soleymani and Wiktor But met.", "", "Nobody at all.", "Касема Сулеймани встретили в порту.")
    documents = [Document(fields=(("text", text),)) for text in texts]
    assert screen_many(documents, index) == [screen(document, index) for document in documents]


def test_many_entities_of_one_name_are_all_told() -> None:
    entities = tuple(Entity(id=f"e{number:03}", name="Viktor Bout", born=(str(1900 + number),)) for number in range(100))
    index = open_index(compile_index([Watchlist(name="Same", entities=entities)]))
    found = screen(Document(fields=(("text", "Viktor Bout left."),)), index)
    assert [match.entity for match in found] == [entity.id for entity in entities]
