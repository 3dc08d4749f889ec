"""Folding: what a token is compared by; its place in the text never moves."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching.normalise import fold, is_inflected, phonetic, plain_form, script_of
from monitor.matching.tokens import read_text, tokens
from monitor.matching.transliterate import cyrillic_language

MIXED = st.text(alphabet=st.sampled_from("abcXYZ éčşßĳﬁ'’-. \u00ad\u200bАбвЇґ\u0301قاسم\u0640یي金正恩ไทย0123\nİǅ"), max_size=80)


@settings(deadline=None)
@given(MIXED | st.text(max_size=60))
def test_every_token_is_the_text_between_its_offsets(text: str) -> None:
    surfaces, starts, ends = tokens(text)
    assert all(text[start:end] == surface for surface, start, end in zip(surfaces, starts, ends, strict=True))
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


@settings(deadline=None)
@given(MIXED | st.text(max_size=40))
def test_any_token_can_be_folded_and_folding_is_repeatable(text: str) -> None:
    for surface in tokens(text)[0]:
        assert plain_form(surface) == fold(surface, "ru").plain
        assert fold(fold(surface).plain).plain == fold(fold(fold(surface).plain).plain).plain


@settings(deadline=None)
@given(MIXED)
def test_the_sentences_of_a_text_cover_each_token_once(text: str) -> None:
    read = read_text("text", text)
    places = [place for first, last in read.runs() for place in range(first, last)]
    assert places == sorted(set(places))


def test_invisible_letters_accents_and_apostrophes_do_not_count() -> None:
    assert fold("Sol\u00adei\u200bmani").plain == fold("Soleimani").plain
    assert fold("Karadžić").plain == "karadzic"
    assert fold("O’Leary").plain == fold("O'Leary").plain == "oleary"
    assert fold("Prigozhin's").plain == "prigozhin"


def test_persian_and_arabic_letters_are_one() -> None:
    assert fold("سليماني").plain == fold("سلیمانی").plain
    assert fold("مُحَمَّد").plain == fold("محمد").plain
    assert fold("كريم").plain == fold("کریم").plain


def test_look_alike_letters_of_another_script_are_folded_to_the_words_own() -> None:
    assert script_of("Рutin") == "mixed"
    assert fold("Кadyrov").plain == "kadyrov"
    assert fold("Кaдыров", "ru").plain == fold("Кадыров", "ru").plain


def test_one_sound_in_several_spellings_is_one_phonetic_form() -> None:
    assert phonetic("qaddafi") == phonetic("gadhafi") == phonetic("kadafi")
    assert set(fold("Шевчук", "uk").forms) & set(fold("Shevchuk").forms)
    assert set(fold("Šefčuk").forms) & set(fold("Shefchuk").forms)
    assert set(fold("Громов", "uk").forms) & set(fold("Hromov").forms)
    assert set(fold("Громов", "ru").forms) & set(fold("Gromov").forms)


def test_a_case_ending_is_told_from_another_word() -> None:
    assert is_inflected(phonetic("girkin"), phonetic("girkina"))
    assert is_inflected(phonetic("zelenska"), phonetic("zelenskou"))
    assert not is_inflected(phonetic("girkin"), phonetic("girkinism"))


def test_cyrillic_orthographies_are_told_by_their_letters() -> None:
    assert cyrillic_language("він поїхав і її бачив") == "uk"
    assert cyrillic_language("он был это мы") == "ru"
    assert cyrillic_language("осъдената на смърт иска") == "bg"


def test_an_elision_before_a_capital_is_no_part_of_the_name() -> None:
    assert tokens("la visite d'Erdoğan")[0] == ["la", "visite", "Erdoğan"]


@settings(deadline=None)
@given(MIXED | st.text(alphabet=st.characters(), max_size=60), st.sampled_from(["", "o'", "’", "\u200b", "😀", "'"]))
def test_a_long_text_is_cut_into_the_words_of_its_parts(part: str, end: str) -> None:
    text = f"{part}{end} " * 400  # of a text so long a table tells words, of a short one a pattern
    surfaces, starts, ends = tokens(text)
    once = tokens(f"{part}{end} ")
    assert surfaces == once[0] * 400
    size = len(part) + len(end) + 1
    assert starts == [number * size + start for number in range(400) for start in once[1]]
    assert ends == [number * size + place for number in range(400) for place in once[2]]
