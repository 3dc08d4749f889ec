"""The decode ladder: no page may turn to mojibake for one byte or one wrong label."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import decode

RUSSIAN = "Генерал Касем Сулеймани прибыл в Москву во вторник утром. Его встретили в аэропорту официальные лица."
ARABIC = "وصل اللواء قاسم سليماني إلى موسكو يوم الثلاثاء وكان في استقباله مسؤولون رسميون في المطار الدولي"
CHINESE = "卡西姆将军星期二抵达莫斯科，受到官员的欢迎。机场当天下着大雪，跑道上十分寒冷。"
GREEK = "Ο στρατηγός έφτασε στη Μόσχα την Τρίτη και τον υποδέχθηκαν αξιωματούχοι στο αεροδρόμιο της πόλης."
TURKISH = "Orgeneral Süleymani Salı günü Moskova'ya indi; havaalanında yetkililer karşıladı, çok soğuk bir gündü."
JAPANESE = "司令官は火曜日にモスクワに到着し、空港で当局者に迎えられた。滑走路には雪が降っていた。"
KOREAN = "솔레이마니 장군은 화요일 모스크바에 도착했으며 공항에서 관리들의 환영을 받았다."


def page(text: str, charset: str, label: str | None) -> bytes:
    meta = f'<meta charset="{label}">' if label else ""
    menu = "<ul>" + "<li><a href='/x'>menu item</a></li>" * 200 + "</ul>"
    return f"<html><head>{meta}</head><body>{menu}<p>{text}</p></body></html>".encode(charset)


@pytest.mark.parametrize(("text", "charset", "label"), [
    (RUSSIAN, "cp1251", "windows-1251"), (RUSSIAN, "koi8-r", "koi8-r"), (RUSSIAN, "utf-8", None), (ARABIC, "cp1256", "windows-1256"),
    (CHINESE, "gb18030", "gb2312"), (CHINESE, "big5hkscs", "big5"), (GREEK, "iso8859-7", "iso-8859-7"),
    (TURKISH, "cp1254", "iso-8859-9"), (JAPANESE, "cp932", "shift_jis"), (JAPANESE, "iso2022_jp", "iso-2022-jp"),
    (JAPANESE, "euc_jp", "euc-jp"), (KOREAN, "cp949", "euc-kr"), (RUSSIAN, "utf-16", None),
])
def test_a_labelled_page_is_read_in_its_charset(text: str, charset: str, label: str | None) -> None:
    if charset == "big5hkscs":
        text = "將軍星期二抵達莫斯科，受到官員歡迎"
    assert text in decode(page(text, charset, label)).text


@pytest.mark.parametrize(("text", "charset"), [(RUSSIAN, "cp1251"), (ARABIC, "cp1256"), (CHINESE, "gb18030"), (GREEK, "iso8859-7")])
def test_a_page_without_a_label_is_detected_from_its_foreign_parts(text: str, charset: str) -> None:
    found = decode(page(text * 5, charset, None))
    assert text in found.text
    assert found.rung == "detected"


@pytest.mark.parametrize("text", [RUSSIAN, ARABIC, CHINESE, GREEK, TURKISH, JAPANESE, KOREAN])
def test_one_bad_byte_costs_one_character_and_not_the_page(text: str) -> None:
    body = page(text, "utf-8", "utf-8").replace(b"menu item", b"men\xe9 item", 1)
    found = decode(body)
    assert text in found.text
    assert found.rung == "utf-8 with faults"
    assert found.replaced == 1


def test_a_byte_cap_that_cuts_a_character_changes_nothing_before_it() -> None:
    found = decode(RUSSIAN.encode()[:-1])
    assert RUSSIAN[:-2] in found.text


def test_the_http_label_is_believed_before_the_page() -> None:
    assert RUSSIAN in decode(page(RUSSIAN, "koi8-r", "windows-1251"), content_type="text/html; charset=KOI8-R").text


def test_a_server_that_says_latin1_to_everything_is_not_believed() -> None:
    assert RUSSIAN in decode(page(RUSSIAN, "utf-8", None), content_type="text/html; charset=ISO-8859-1").text
    assert RUSSIAN in decode(page(RUSSIAN, "cp1251", "windows-1251"), content_type="text/html; charset=ISO-8859-1").text


def test_a_byte_order_mark_beats_every_label() -> None:
    found = decode(b"\xef\xbb\xbf" + page(RUSSIAN, "utf-8", "iso-8859-1"))
    assert RUSSIAN in found.text
    assert found.rung == "byte order mark"


def test_an_unknown_label_is_no_label() -> None:
    assert "Qasem" in decode(b"<meta charset=klingon><p>Qasem \xe9</p>").text


@pytest.mark.parametrize("body", [b"<script\xe9" * 50_000, b"<meta " * 100_000 + b"\xe9", b"<a\xe9" * 100_000,
                                  b"<?xml " * 100_000 + b"\xe9"])
@pytest.mark.timeout(600)
def test_hostile_bytes_take_linear_time(body: bytes) -> None:
    assert decode(body).text


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_under_any_label_become_text(body: bytes, label: str) -> None:
    assert isinstance(decode(body, content_type=f"text/html; charset={label}").text, str)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    if text[:1] not in ("\ufeff", "<", "\0") and "\0" not in text and "charset" not in text:
        assert decode(text.encode()).text == text
