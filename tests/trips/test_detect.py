"""The table a text is read with: told by script, letters and function words, with the hint for short texts."""

from __future__ import annotations

import pytest

from monitor.matching.trips.detect import language_of


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The general flew to Moscow on Friday, officials said."),
        ("ru", "Генерал прилетел в Москву, сообщили в пятницу."),
        ("uk", "Генерал прилетів до Москви, повідомили у п'ятницю."),
        ("bg", "Генералът пристигна в Москва, съобщиха в петък."),
        ("pl", "Generał przyleciał w piątek do Moskwy."),
        ("cs", "Generál v pátek přiletěl do Moskvy."),
        ("fr", "Le général est arrivé vendredi à Moscou."),
        ("de", "Der General ist am Freitag nach Moskau gereist."),
        ("es", "El general llegó el viernes a Moscú."),
        ("tr", "General cuma günü Moskova'ya gitti."),
        ("ar", "وصل الجنرال إلى موسكو يوم الجمعة"),
        ("fa", "ژنرال روز جمعه وارد مسکو شد"),
        ("sw", "Jenerali aliwasili mjini Moscow siku ya Ijumaa, maafisa walisema."),
        ("zh", "将军星期五抵达莫斯科"),
    ],
)
def test_a_sentence_tells_its_language(language: str, text: str) -> None:
    assert language_of(text) == language


def test_a_hint_decides_for_a_short_text_of_its_script_only() -> None:
    assert language_of("Macron Berlin", "fr-FR") == "fr"
    assert language_of("Макрон в Берлин", "fr") != "fr"


def test_a_long_text_is_believed_before_its_feed() -> None:
    assert language_of("Le général est arrivé vendredi à Moscou avec sa délégation. " * 5, "en") == "fr"


def test_a_language_without_a_table_is_read_with_the_nearest_one() -> None:
    assert language_of("123 ...") == "en"
