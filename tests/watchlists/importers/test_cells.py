"""Cells of real lists' shapes (invented content): what is a name in them, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import EntityType
from monitor.watchlists.importers.cells import Cell, Habits, Slash, clean, names_in
from monitor.watchlists.importers.commas import Commas
from monitor.watchlists.importers.party import NameKind, Quality

PERSON, ORGANISATION = EntityType.PERSON, EntityType.ORGANISATION
EU = Habits(slash=Slash.SPACED, commas=Commas.LISTS)


def names(text: str, kind: EntityType = PERSON, habits: Habits = Habits()) -> list[str]:
    return [
        name.text if name.quality is not Quality.WEAK else f"<{name.text}>"
        for name in names_in(Cell(text=text, type=kind, habits=habits))
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Karim Solvani; Karem Sulvani; Kerim Solwani", ["Karim Solvani", "Karem Sulvani", "Kerim Solwani"]),
        ("", []),
        ("Mirza \n           Dolani", ["Mirza Dolani"]),
        ('"HOSSANI, Sheikh"', ["Sheikh HOSSANI"]),
        ("'ULMAN 'ABD AL-SADIM", ["'ULMAN 'ABD AL-SADIM"]),
        ("KO CH'O'L-SU", ["KO CH'O'L-SU"]),
        ("EL PADRE (COMBAT NAME)", ["EL PADRE"]),
        ("Encap Nurmajan (birth name)", ["Encap Nurmajan"]),
        ("Hilario Sandos, III (third)", ["Hilario Sandos III"]),
        ("Safa Farkosh Al-Hadid, born 1 Jan. 1953 (Oman passport no.03825230, date of issue 4 May 2014)", ["Safa Farkosh Al-Hadid"]),
        ("Abid Hammoudou born 12 Dec. 1965 in Tougala, Algeria (as previously listed)", ["Abid Hammoudou"]),
        ("Mohamed Labashir (born on 14.1.1968 in Morocco)", ["Mohamed Labashir"]),
        ("Valentina Ivanova MATVIENKA (born TYUTINOVA)", ["Valentina Ivanova MATVIENKA", "Valentina Ivanova TYUTINOVA"]),
        ("Лариса Павловна АРАПЕТЯН) (born ЖИЛИНА", ["Лариса Павловна АРАПЕТЯН", "Лариса Павловна ЖИЛИНА"]),
        ("Abdelalim Abou Dher (عبد العالم ابو ذر)", ["Abdelalim Abou Dher", "عبد العالم ابو ذر"]),
        ("أبو شمس (Abu-Shams; Abu- Shems)", ["أبو شمس", "Abu-Shams", "Abu- Shems"]),
        ("Amir Khazmut (original script: Амир Хазмут)", ["Amir Khazmut", "Амир Хазмут"]),
        ("Hassan Mourad DAQQO حسن مراد دقو", ["Hassan Mourad DAQQO", "حسن مراد دقو"]),
        ("Vladimir Borisovich TATURA Russian: Владимир Борисович ТАТУРА", ["Vladimir Borisovich TATURA", "Владимир Борисович ТАТУРА"]),
        ("Lom-ali Butaiev (Butaev)", ["Lom-ali Butaiev", "Lom-ali Butaev"]),
        ("Viktor Vasilyich (Vasilevich) ZOLOTY", ["Viktor Vasilyich ZOLOTY", "Viktor Vasilevich ZOLOTY"]),
        (
            "General Muhamad (a.k.a. Mohamed, Muhammad) MAHALA",
            ["General Muhamad MAHALA", "General Mohamed MAHALA", "General Muhammad MAHALA"],
        ),
        ("(Sheikh) Musa Halil", ["Musa Halil"]),
        ("MAKINGA, Colonel SULTANO", ["SULTANO MAKINGA"]),
        ("Ermias Ghermoy, Guri", ["Ermias Ghermoy", "Guri"]),
        ("Al Tanzini, Ahmad", ["Ahmad AL TANZINI"]),
        ("Abdul Rohman, Mohamad Iqbol", ["Mohamad Iqbol ABDUL ROHMAN"]),
        ("TUFOIL, S.M.", ["S.M. TUFOIL"]),
        ("Zaid Rashid (devil)", ["Zaid Rashid"]),
        ("Abid Hammoudou born 12 Dec. 1965 in Tougala, Wilaya (province) of Orgla, Algeria (as previously listed)", ["Abid Hammoudou"]),
    ],
)
def test_a_cell_about_a_person(cell, expected):
    assert [name.strip("<>") for name in names(cell)] == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Jama Bank (JB) Ltd.", ["Jama Bank (JB) Ltd."]),
        ("Front of the North (FON)", ["Front of the North", "FON"]),
        ("AERO NORTE (USA) INC.", ["AERO NORTE (USA) INC."]),
        ("NORTH GUARD CORPS (NGC)-SWORD FORCE", ["NORTH GUARD CORPS (NGC)-SWORD FORCE"]),
        ("Orient Bank (Belarus)", ["Orient Bank (Belarus)"]),
        ("Al-Haromain (Ethiopia branch)", ["Al-Haromain"]),
        (
            "Front of the Levant (Assembly of the Levant; Levant Gathering)",
            ["Front of the Levant", "Assembly of the Levant", "Levant Gathering"],
        ),
        ("جبهة الشمال (Jabhat al-Shamal; Northern Front)", ["جبهة الشمال", "Jabhat al-Shamal", "Northern Front"]),
        ("Акционерное Общество «Маяк-Прибор» (АО «Маяк-Прибор»)", ["Акционерное Общество «Маяк-Прибор»", "АО «Маяк-Прибор»"]),
        ("深海科技(香港)有限公司", ["深海科技(香港)有限公司"]),
        ("AL-BASHOER TRADING COMPANY, LTD", ["AL-BASHOER TRADING COMPANY, LTD"]),
        ("Association for Education, Culture and Peace", ["Association for Education, Culture and Peace"]),
        ("Front of Jihad/Country of Rivers", ["Front of Jihad/Country of Rivers"]),
        ("Al-Kumi (Greenhill)", ["Al-Kumi", "<Greenhill>"]),
    ],
)
def test_a_cell_about_an_organisation(cell, expected):
    assert names(cell, ORGANISATION) == expected


@pytest.mark.parametrize(
    ("cell", "kind", "expected"),
    [
        ("Михаил ЖЕЛТЫЙ / Михайло ЖОВТИЙ", PERSON, ["Михаил ЖЕЛТЫЙ", "Михайло ЖОВТИЙ"]),
        ("Stroytest/Стройтест", ORGANISATION, ["Stroytest", "Стройтест"]),
        ("Artyom USSOV /", PERSON, ["Artyom USSOV"]),
        ("Mikal Mikalavich VARABUI/VERABUI", PERSON, ["Mikal Mikalavich VARABUI", "Mikal Mikalavich VERABUI"]),
        ("Мікал ВАРАБУЙ/ВЕРАБУЙ", PERSON, ["Мікал ВАРАБУЙ", "Мікал ВЕРАБУЙ"]),
        ("Александра КОШАРНА/ПЕТРОВА", PERSON, ["Александра КОШАРНА", "Александра ПЕТРОВА"]),
        ("Khud/Khudar", PERSON, ["<Khud>", "<Khudar>"]),
        ("Natalya Ivanova BEZRUKA/Natalia Ivanova BEZRUKA", PERSON, ["Natalya Ivanova BEZRUKA", "Natalia Ivanova BEZRUKA"]),
        ("Harakat Ul-Mujada/HUM", ORGANISATION, ["Harakat Ul-Mujada/HUM"]),
        ("ROODSORI, Mohammad, Hossein", PERSON, ["Mohammad Hossein ROODSORI"]),
        ("Ahmed Müller, Abu Nusoibah, Miqdod, Abu Shohid", PERSON, ["Ahmed Müller", "Abu Nusoibah", "Miqdod", "Abu Shohid"]),
        ("al-Choor, al-Shoor, al-Choer", PERSON, ["<al-Choor>", "<al-Shoor>", "<al-Choer>"]),
        ("Yekaterina, Katerina", PERSON, ["<Yekaterina>", "<Katerina>"]),
        ("Yusuf Abu-; Hojj Yusef", PERSON, ["<Yusuf Abu>", "Hojj Yusef"]),
        ("Dalia Tech Co., Ltd , Dalya Tech Co., Ltd", ORGANISATION, ["Dalia Tech Co., Ltd", "Dalya Tech Co., Ltd"]),
        ("Federal Something Service, FSS, FSS Rossii", ORGANISATION, ["Federal Something Service", "FSS", "FSS Rossii"]),
        ("Text of image; نبيل الله", PERSON, ["نبيل الله"]),
        (
            '"Ali Barkoni (Date of birth: 22.8.1973; place of birth: Morocco)"; Kalod Belkasem (Date of birth: (a) 31.12.1979)',
            PERSON,
            ["Ali Barkoni", "Kalod Belkasem"],
        ),
        ("Muhammad ABDO ASSAD a.k.a. Asa’ad محمد عبده أسعد", PERSON, ["Muhammad ABDO ASSAD", "<Asa’ad>", "محمد عبده أسعد"]),
        ("AO Радиосвет", ORGANISATION, ["AO Радиосвет"]),
        ("Иван Сергеевич КУСАВ Ukrainian: Іван Сергійович КУСАВ", PERSON, ["Иван Сергеевич КУСАВ", "Іван Сергійович КУСАВ"]),
    ],
)
def test_a_cell_of_the_eu(cell, kind, expected):
    assert names(cell, kind, EU) == expected


def test_a_slash_splits_where_the_list_has_that_habit_and_both_sides_could_be_names():
    ofac = Habits(slash=Slash.WORDS)
    assert names("MAKTUB AL-KHADAM/AL KAFEH", ORGANISATION, ofac) == ["MAKTUB AL-KHADAM", "AL KAFEH"]
    assert names("DHKX/C", ORGANISATION, ofac) == ["DHKX/C"]


@pytest.mark.parametrize(("cell", "expected"), [
    ("Galina Knizhanok or Knizhonok-Maksova", ["Galina Knizhanok", "Galina Knizhonok-Maksova"]),
    ("Katerine or Katerina Smuskova, Ekaterina Varaba", ["Katerine Smuskova", "Katerina Smuskova", "Ekaterina Varaba"]),
    ("Alexander, or Alexandr Valeriev Kalin", ["Alexander Valeriev Kalin", "Alexandr Valeriev Kalin"]),
    ("Hanna Borisova Lusik or Anna Borisova Leusik", ["Hanna Borisova Lusik", "Anna Borisova Leusik"]),
    ("Aleksandr/ Aleksander /Alexandr Vladimirov Korol or Oleg Volodymyriv Korol",
     ["Aleksandr Vladimirov Korol", "Aleksander Vladimirov Korol", "Alexandr Vladimirov Korol", "Oleg Volodymyriv Korol"]),
])
def test_a_word_spelt_in_several_ways_gives_a_name_each(cell, expected):
    assert names(cell, PERSON, Habits(slash=Slash.SPACED, commas=Commas.SEPARATE)) == expected


def test_presentation_forms_direction_marks_and_full_width_become_plain_letters():
    assert clean("\ufe8d\ufe97 \u200f\uff21\uff22\x00C") == "ات AB C"


def test_latin_twins_inside_cyrillic_words_become_cyrillic():
    assert names("Вiктор IЩЕНКО") == ["Віктор ІЩЕНКО"]
    assert names("TAMБOB Алеkсáндр ЦАРËВ") == ["ТАМБОВ Александр ЦАРЁВ"]
    assert names("Аlexey Solvani") == ["Alexey Solvani"]
    assert names("Віĸтар Пëтр") == ["Віктар Пётр"]
    assert names("Andreiс Viкtor") == ["Andreic Viktor"]


def test_kind_and_script_go_with_each_name():
    found = list(
        names_in(Cell(text="Northern Front (NFX) جبهة الشمال", type=ORGANISATION, kind=NameKind.PRIMARY, quality=Quality.STRONG))
    )
    assert [(name.text, name.kind, name.script) for name in found] == [
        ("Northern Front (NFX)", "primary", "Latn"),
        ("جبهة الشمال", "primary", "Arab"),
    ] or [(name.text, name.script) for name in found] == [("Northern Front", "Latn"), ("جبهة الشمال", "Arab"), ("NFX", "Latn")]


@given(st.text(max_size=60), st.sampled_from(EntityType), st.sampled_from([EU, Habits(), Habits(slash=Slash.WORDS)]))
def test_any_cell_gives_names_that_could_stand_in_a_text(text, kind, habits):
    for name in names_in(Cell(text=text, type=kind, habits=habits)):
        assert name.text == " ".join(name.text.split())
        assert sum(map(str.isalnum, name.text)) > 0
