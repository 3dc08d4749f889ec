"""The index: files of bytes, the same for the same lists, opened without decoding entities."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching import compile_index, open_index, screen
from monitor.model import Alias, Document, Entity, EntityType, Watchlist

ENTITIES = (Entity(id="a", name="Viktor Bout"), Entity(id="b", name="Qasem Soleimani", aliases=(Alias(text="قاسم سلیمانی"),)),
            Entity(id="c", name="Bank Melli Iran", type=EntityType.ORGANISATION), Entity(id="d", name="Ghasem Soleymani"),
            Entity(id="e", name="Kim Jong Un", aliases=(Alias(text="金正恩"),)))
TEXT = "Viktor Bout met Qassem Suleimani and Kim Jong-un at Bank Melli Iran. 金正恩 left."


def _screened(watchlists: list[Watchlist]) -> object:
    return screen(Document(fields=(("text", TEXT),)), open_index(compile_index(watchlists)))


@settings(deadline=None, max_examples=25)
@given(st.permutations(ENTITIES), st.booleans())
def test_the_order_of_lists_and_entities_changes_nothing(entities: list[Entity], flipped: bool) -> None:
    lists = [Watchlist(name="A", entities=tuple(entities[:2])), Watchlist(name="B", entities=tuple(entities[2:]))]
    whole = [Watchlist(name="All", entities=tuple(entities))]
    assert compile_index(lists[::-1] if flipped else lists) == compile_index(lists)
    assert _screened(whole) == _screened([Watchlist(name="All", entities=ENTITIES)])


def test_an_index_opens_from_mapped_buffers() -> None:
    files = compile_index([Watchlist(name="All", entities=ENTITIES)])
    index = open_index({name: memoryview(content) for name, content in files.items()}, version="v1")
    assert index.version == "v1"
    assert index.watchlists == ("All",)
    assert len(screen(Document(fields=(("text", TEXT),)), index)) == 5


def test_what_was_looked_up_before_never_changes_an_answer() -> None:
    index = open_index(compile_index([Watchlist(name="All", entities=ENTITIES)]))
    document = Document(fields=(("text", TEXT),))
    first = screen(document, index)
    for text in ("Soleymani Victor But", "حسن قاسم", "KIM JONG UN"):
        screen(Document(fields=(("text", text),)), index)
    assert screen(document, index) == first
