"""The UN list, in the shapes of its real entries with invented content."""

from __future__ import annotations

import pytest
from list_support import Import, names

from monitor.errors import Faults
from monitor.model import EntityType, Listing, ListSource
from monitor.watchlists.importers import import_list


def un(*entries: str) -> str:
    people = "".join(entry for entry in entries if entry.startswith("<INDIVIDUAL>"))
    others = "".join(entry for entry in entries if entry.startswith("<ENTITY>"))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z">'
        f"<INDIVIDUALS>{people}</INDIVIDUALS><ENTITIES>{others}</ENTITIES></CONSOLIDATED_LIST>"
    )


GENERAL = """<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>KAREM</FIRST_NAME><SECOND_NAME>SOLVANI</SECOND_NAME>
<UN_LIST_TYPE>Iran</UN_LIST_TYPE><REFERENCE_NUMBER>IRi.901</REFERENCE_NUMBER><LISTED_ON>2007-03-24-04:00</LISTED_ON>
<NAME_ORIGINAL_SCRIPT>کریم
                      سلوانی</NAME_ORIGINAL_SCRIPT>
<COMMENTS1>Promoted. Reportedly deceased in January 2020. INTERPOL link</COMMENTS1><TITLE><VALUE>Dr</VALUE></TITLE>
<DESIGNATION><VALUE>Brigadier General</VALUE><VALUE>Commander of the Third force</VALUE></DESIGNATION>
<NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Karim Solvani; Kerem Sulvani</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Haj Karem; Sardar Solvani</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1957-03-11</DATE></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1955</FROM_YEAR><TO_YEAR>1957</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>008800</NUMBER></INDIVIDUAL_DOCUMENT>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>National Identification Number</TYPE_OF_DOCUMENT><NUMBER>77</NUMBER></INDIVIDUAL_DOCUMENT>
<INDIVIDUAL_DOCUMENT/></INDIVIDUAL>"""
FRONT = """<ENTITY><FIRST_NAME>Northern Front (NFX)</FIRST_NAME><UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>
<REFERENCE_NUMBER>QDe.901</REFERENCE_NUMBER>
<LISTED_ON>2014-05-14</LISTED_ON><ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>"The North"</ALIAS_NAME></ENTITY_ALIAS>
<ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Southern Front</ALIAS_NAME></ENTITY_ALIAS></ENTITY>"""


def person(regime: str, comments: str = "") -> str:
    return (
        f"<INDIVIDUAL><FIRST_NAME>ABDUL MANON AGHA</FIRST_NAME><UN_LIST_TYPE>{regime}</UN_LIST_TYPE>"
        f"<REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER><COMMENTS1>{comments}</COMMENTS1></INDIVIDUAL>"
    )


def test_an_individual_is_read_with_every_name_and_field(read: Import):
    imported = read("un-xml", un(GENERAL))
    [entity] = imported.entities
    assert (entity.id, entity.type) == ("un-IRi.901", EntityType.PERSON)
    assert names(entity) == ["KAREM SOLVANI", "کریم سلوانی", "Karim Solvani", "Kerem Sulvani", "<Haj Karem>", "<Sardar Solvani>"]
    assert entity.positions == ("Dr", "Brigadier General", "Commander of the Third force")
    assert (entity.countries, entity.born, entity.deceased) == (("IR",), ("1957-03-11", "1955", "1956", "1957"), "2020-01")
    assert entity.identifiers == (("passport", "008800"), ("national-id", "77"))
    assert entity.listings == (Listing(authority="UN", reference="IRi.901", measures=("travel-ban", "asset-freeze"), since="2007-03-24"),)
    assert imported.dated == "2026-02-27"


def test_names_are_counted_by_quality_script_and_kind(read: Import):
    counts = read("un-xml", un(GENERAL, FRONT)).counts
    assert counts.entities == {"person": 1, "organisation": 1}
    assert counts.names == {("strong", "Latn"): 5, ("strong", "Arab"): 1, ("weak", "Latn"): 2, ("unknown", "Latn"): 2}
    assert (counts.weak(), counts.native()) == (2, 1)
    assert counts.kinds == {"primary": 2, "native": 1, "aka": 5, "acronym": 1, "former": 1}


def test_an_entity_s_quality_is_a_kind_and_its_measures_leave_out_the_travel_ban(read: Import):
    imported = read("un-xml", un(FRONT))
    [entity] = imported.entities
    assert names(entity) == ["Northern Front", "NFX", "The North", "Southern Front"]
    assert [name.kind for name in imported.names["un-QDe.901"]] == ["primary", "acronym", "aka", "former"]
    assert entity.listings[0].measures == ("asset-freeze",)


@pytest.mark.parametrize(
    ("regime", "comments", "measures"),
    [
        ("Libya", "Listed pursuant to paragraph 15 of resolution 1970 (Travel Ban).", ("travel-ban",)),
        ("Libya", "Listed pursuant to paragraphs 15 and 17 (Travel Ban, Asset Freeze)", ("travel-ban", "asset-freeze")),
        ("Libya", "", ()),
        ("Iraq", "", ("asset-freeze",)),
        ("GB", "", ("travel-ban",)),
        ("Taliban", "", ("travel-ban", "asset-freeze")),
        ("Atlantis", "", ()),
    ],
)
def test_measures_come_from_the_regime_and_libya_s_from_each_entry(read: Import, regime, comments, measures):
    [entity] = read("un-xml", un(person(regime, comments))).entities
    assert entity.listings[0].measures == measures


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<CONSOLIDATED_LIST>\n<a>government\x19s</a></CONSOLIDATED_LIST>", "list:2:14: not well-formed XML"),
        (un(GENERAL)[:400], "list:"),
        ("", "list: not well-formed XML: no element found"),
        ("<html><body/></html>", "list:1:1: the outermost element is <html>, expected <CONSOLIDATED_LIST>"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><CONSOLIDATED_LIST>&x;</CONSOLIDATED_LIST>', "declares a document type"),
        (un(person("Iran").replace("<REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER>", "")), "an entry without its REFERENCE_NUMBER"),
    ],
)
def test_a_file_that_is_no_un_list_is_refused_with_its_place(read: Import, text, said):
    with pytest.raises(Faults) as caught:
        read("un-xml", text)
    assert said in str(caught.value)


def test_a_suffix_is_no_given_name_before_which_the_family_name_stands(read: Import):
    [entity] = read("un-xml", un(person("Taliban").replace("ABDUL MANON AGHA", "RUBEN PESTANA LAVILA, JR"))).entities
    assert entity.name == "RUBEN PESTANA LAVILA JR"


def test_entities_that_expand_without_end_are_refused(read: Import):
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(9))
    with pytest.raises(Faults):
        read("un-xml", f'<!DOCTYPE a [{bomb}]><CONSOLIDATED_LIST dateGenerated="&e8;"/>')


def test_an_empty_list_is_a_value(read: Import):
    assert read("un-xml", un()).entities == ()


def test_a_source_without_its_list_is_a_fault():
    with pytest.raises(Faults, match="the list itself is missing"):
        import_list(ListSource(format="un-xml", url="un.xml"), {"aliases": b""})


@pytest.mark.shared
def test_the_real_list_gives_the_counts_that_are_known(read: Import, shared):
    imported = read("un-xml", (shared / "lists/un/un_consolidated_2026-02-27.xml").read_bytes())
    assert imported.counts.entities == {"person": 730, "organisation": 273}
    assert imported.dated == "2026-02-27"
    original = [
        entity
        for entity in imported.entities
        if entity.type is EntityType.PERSON
        and any(name.kind == "native" and name.quality == "strong" for name in imported.names[entity.id])
    ]
    assert len(original) >= 335  # 336 have NAME_ORIGINAL_SCRIPT, one of them in Latin letters
    general = next(entity for entity in imported.entities if entity.id == "un-IRi.039")
    assert [alias.weak for alias in general.aliases] == [False] * 8 + [True] * 3
    # 22 entries write "Travel Ban" on one line, four break the line between its words
    assert sum("travel-ban" in entity.listings[0].measures for entity in imported.entities if entity.id.startswith("un-LYi")) == 26


@pytest.mark.shared
def test_the_real_broken_list_is_refused_at_the_byte_that_is_wrong(read: Import, shared):
    with pytest.raises(Faults, match=r"list:53:11: not well-formed XML"):  # the tenth column counted from 0
        read("un-xml", (shared / "lists/un/un_consolidated_2025-08-16.xml").read_bytes())
