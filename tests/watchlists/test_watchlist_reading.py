"""watchlists/*.yaml: names, keywords, sources, and every complaint with its place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.errors import Faults
from monitor.model import Alias, Entity, EntityType, Examples, Keyword, Listing, ListSource, Mute, Severity, Watchlist
from monitor.watchlists import read_watchlist, read_watchlists

NAMES = """\
name: Travel bans
severity: high
entities:
  - name: Ivan Petrovich Sidorov
    id: sidorov
    type: person
    aliases:
      - Iwan Sidorow
      - Иван Сидоров
      - {name: Vanya, weak: true}
    countries: [RU, no]
    positions: [Minister of Ports, General]
    born: [1957-03-11, 1957]
    deceased: 2020-01
    identifiers: {passport: 008827, tax-id: [1, 2]}
    context: [ports]
    not: [Sidorov Street]
    listings:
      - {authority: UN, reference: ABi.001, measures: [travel-ban, asset-freeze], since: 2007-03-24, url: "https://un.example/1"}
    mute: {until: 2027-01-01, by: ana, why: "known: old"}
    note: Long gone.
    examples:
      match: ["General Iwan Sidorow landed."]
      no_match: [He lives in Sidorov Street.]
"""


def read(text: str) -> Watchlist:
    return read_watchlist(text.encode(), name="lists/x.yaml")


def complaints(text: str) -> list[str]:
    with pytest.raises(Faults) as caught:
        read(text)
    return [str(fault) for fault in caught.value.faults]


def entity(fields: str) -> Entity:
    return read(f"name: X\nentities:\n  - {fields}").entities[0]


def test_every_key_of_an_entity_is_read():
    watchlist = read(NAMES)
    assert (watchlist.name, watchlist.severity, watchlist.file) == ("Travel bans", Severity.HIGH, "lists/x.yaml")
    assert watchlist.entities == (Entity(
        id="sidorov", name="Ivan Petrovich Sidorov", type=EntityType.PERSON,
        aliases=(Alias(text="Iwan Sidorow"), Alias(text="Иван Сидоров"), Alias(text="Vanya", weak=True)),
        countries=("RU", "NO"), positions=("Minister of Ports", "General"), born=("1957-03-11", "1957"), deceased="2020-01",
        identifiers=(("passport", "008827"), ("tax-id", "1"), ("tax-id", "2")),
        context=("ports",), not_texts=("Sidorov Street",),
        listings=(Listing(authority="UN", reference="ABi.001", measures=("travel-ban", "asset-freeze"), since="2007-03-24",
                          url="https://un.example/1"),),
        mute=Mute(until="2027-01-01", by="ana", why="known: old"), note="Long gone.",
        examples=Examples(match=("General Iwan Sidorow landed.",), no_match=("He lives in Sidorov Street.",)), line=4),)


def test_a_name_alone_is_enough():
    assert entity("name: Mara Novak") == Entity(id="mara-novak", name="Mara Novak", line=3)


def test_keys_without_a_value_count_as_left_out():
    keys = "id type aliases countries positions born deceased identifiers context not listings mute note examples".split()
    empty = "".join(f"    {key}:\n" for key in keys)
    assert entity("name: Mara Novak\n" + empty) == Entity(id="mara-novak", name="Mara Novak", line=3)


@pytest.mark.parametrize("name", ["NO", "on", "null", "012", "313", "2020-01-03", "1e3", "Yes", "~x"])
def test_a_name_is_the_text_written_quoted_or_not(name):
    assert entity(f"name: {name}").name == name == entity(f"name: '{name}'").name
    assert entity(f"{{name: A, aliases: [{name}, '{name}'], countries: NO}}").aliases == (Alias(text=name),)


def test_an_alias_equal_to_the_name_or_repeated_is_dropped():
    assert entity("{name: A B, aliases: [A B, C, {name: A B, weak: true}, C]}").aliases == (Alias(text="C"),)


@pytest.mark.parametrize(("name", "slug"), [
    ("Qasem Soleimani", "qasem-soleimani"), ("Ёлка-Ц. Ивановна", "elka-ts-ivanovna"), ("O'Neil & Söhne", "o-neil-sohne"),
    ("313", "313"),
])
def test_the_id_defaults_to_a_slug_of_the_name(name, slug):
    assert entity(f'name: "{name}"').id == slug


@pytest.mark.parametrize("name", ["قاسم سلیمانی", "習近平", "김정은", "ნინო", "𐤀𐤁"])
def test_a_name_in_any_script_gives_a_usable_id(name):
    assert entity(f"name: {name}").id.replace("-", "").isalnum()
    assert entity(f"name: {name}").id.isascii()


def test_default_ids_step_aside_for_each_other_and_for_written_ones():
    text = "name: X\nentities: [{name: A B}, {name: A b}, {name: Z, id: a-b}, {name: A, id: a-b-2}]"
    assert [entry.id for entry in read(text).entities] == ["a-b-3", "a-b-4", "a-b", "a-b-2"]


@pytest.mark.parametrize(("fields", "said"), [
    ("id: x", "3:5: an entity without a name"),
    ("name:", "3:5: an entity without a name"),
    ("name: ''", "3:11: an entity without a name"),
    ("name: [A]", "3:11: name must be text, not a list"),
    ("name: '…'", '3:11: "…" cannot be found in a text'),
    ("Mara Novak", "3:5: an entity must be a mapping: write `name: Mara Novak`"),
    ("[Mara Novak]", "3:5: an entity must be a mapping (key: value), not a list"),
    ("term: arriv*", '3:5: unknown key "term": keywords stand in a watchlist of their own'),
    ("{name: A, alias: [B]}", '3:15: unknown key "alias", did you mean "aliases"?'),
    ("{name: A, nationality: IR}", '3:15: unknown key "nationality", did you mean "countries"?'),
    ("{name: A, id: a b}", '3:19: "a b" cannot be an id'),
    ("{name: A, type: ship}", '3:21: type must be one of person, organisation, vessel, aircraft, not "ship"'),
    ("{name: A, type: organization}", '3:21: type must be one of person, organisation, vessel, aircraft, not "organization", '
                                      'did you mean "organisation"?'),
    ("{name: A, aliases: ['']}", "3:25: an empty alias"),
    ("{name: A, aliases: [{weak: true}]}", "3:25: an alias is text, or {name: …, weak: true}"),
    ("{name: A, aliases: [{name: B, weak: yes}]}", '3:41: weak must be true or false, not "yes"'),
    ("{name: A, countries: Iran}", '3:26: "Iran" is not a country code of two letters (ISO 3166-1 alpha-2), did you mean "IR'),
    ("{name: A, countries: [RUS]}", '3:27: "RUS" is not a country code of two letters (ISO 3166-1 alpha-2), did you mean "RU"'),
    ("{name: A, countries: UK}", '3:26: "UK" is not a country code of two letters (ISO 3166-1 alpha-2), did you mean "GB"?'),
    ("{name: A, countries: ZZ}", '3:26: "ZZ" is not a country code'),
    ("{name: A, countries: [[IR]]}", "3:27: a country must be text, not a list"),
    ("{name: A, aliases: [[B]]}", "3:25: an alias must be text, not a list"),
    ("{name: A, born: 1957-02-30}", "3:21: born must be a year, year-month or date"),
    ("{name: A, born: [c. 1960]}", "3:22: born must be a year, year-month or date"),
    ("{name: A, deceased: yes}", '3:25: deceased must be a year, year-month or date (1957, 1957-03, 1957-03-11), not "yes"'),
    ("{name: A, identifiers: [1]}", "3:28: identifiers must be a mapping"),
    ("{name: A, identifiers: {imo: }}", '3:29: the identifier "imo" has no value'),
    ("{name: A, listings: [UN]}", "3:26: a listing must be a mapping"),
    ("{name: A, listings: [{reference: 1}]}", "3:26: a listing without its authority"),
    ("{name: A, listings: [{authority: UN, since: May}]}", "3:49: since must be a year"),
    ("{name: A, listings: [{authority: UN, url: un.org}]}", '3:47: "un.org" is not an address a listing can have'),
    ("{name: A, mute: true}", '3:21: mute must be a mapping (key: value), not "true"'),
    ("{name: A, mute: {until: 2027}}", '3:29: until must be a date such as 2027-01-01, not "2027"'),
    ("{name: A, examples: {nomatch: B}}", '3:26: unknown key "nomatch", did you mean "no_match"?'),
    ("{name: A, positions: [General: X]}", "3:27: an entry of positions must be text, not a mapping"),
])
def test_a_complaint_about_an_entity_says_where_what_and_the_fix(fields, said):
    [found] = complaints(f"name: X\nentities:\n  - {fields}")
    assert found.startswith("lists/x.yaml:" + said)


def test_two_entities_of_one_id_are_a_fault():
    assert complaints("name: X\nentities:\n  - {name: A, id: q}\n  - {name: B, id: q}\n") == [
        'lists/x.yaml:4:19: two entities have the id "q", the first on line 3']


@pytest.mark.parametrize(("text", "said"), [
    ("", "1:1: the file is empty"),
    ("# a remark\n", "1:1: the file is empty"),
    ("name: X", "1:1: a watchlist needs entities (a list of names), keywords, or a source"),
    ("name: X\nentities:\n", "2:1: a watchlist needs entities"),
    ("entities: []", "1:1: the watchlist has no name"),
    ("name:\nentities: []", "1:1: the watchlist has no name"),
    ("name: all\nentities: []", '1:7: a watchlist cannot be called "all"'),
    ("name: X\nseverity: hihg\nentities: []", '2:11: severity must be one of low, medium, high, not "hihg", did you mean '),
    ("name: X\nentites: []\nentities: []", '2:1: unknown key "entites", did you mean "entities"?'),
    ("- a\n- b", "1:1: a watchlist must be a mapping (key: value), not a list"),
    ("name: X\nkeywords: [a]\nentities: [{name: A}]", "2:11: a watchlist holds names or keywords, and this one has entities"),
    ("name: X\nname: Y\nentities: []", '2:1: duplicate key "name", first written on line 1'),
    ("name: X\nentities: [{name: A}\n", "2:21: a list in [ ] is not closed"),
])
def test_a_file_that_is_no_watchlist_is_explained(text, said):
    found = complaints(text)
    assert len(found) == 1
    assert found[0].startswith("lists/x.yaml:" + said)


def test_a_list_that_is_empty_on_purpose_is_read():
    assert read("name: X\nentities: []").entities == ()


def test_all_complaints_come_together_in_reading_order():
    found = complaints("name: X\nentites: 1\nentities:\n  - {name: A, type: ship}\n  - {name: B, born: x, countries: Q}\n"
                       "severity: s\n")
    assert [line.split(":")[1] for line in found] == ["2", "4", "5", "5", "6"]


# ------------------------------------------------------------------ keywords
def test_keywords_are_texts_or_terms_with_a_language():
    watchlist = read('name: T\nkeywords:\n  - travelled to\n  - {term: прибыл, language: ru}\n  - {term: "arriv*"}\n'
                     "  - travelled to\n")
    assert watchlist.keywords == (Keyword(term="travelled to"), Keyword(term="прибыл", language="ru"), Keyword(term="arriv*"))


@pytest.mark.parametrize(("keyword", "said"), [
    ("'*'", '3:5: "*" cannot be a keyword'),
    ("'*ing'", '3:5: "*ing" cannot be a keyword: * stands at the end'),
    ("'–'", '3:5: "–" cannot be a keyword: it needs a letter or a digit'),
    ("{term: }", "3:6: nothing cannot be a keyword"),
    ("{term: a, language: russian}", '3:25: "russian" is not a language'),
    ("{term: a, lang: ru}", '3:15: unknown key "lang", did you mean "language"?'),
    ("{name: A}", "3:6: a keyword is text or {term: …, language: …}: names of people"),
    ("landed: in", "3:5: a keyword is text or {term: …, language: …}; put quotes around"),
    ("[a]", "3:5: a keyword must be text, not a list"),
])
def test_a_bad_keyword_is_explained(keyword, said):
    found = complaints(f"name: T\nkeywords:\n  - {keyword}")
    assert found[0].startswith("lists/x.yaml:" + said)


# ------------------------------------------------------------------ sources
def test_a_list_without_local_entities_carries_its_source():
    watchlist = read("name: UN\nsource: {format: un-xml, url: https://un.example/list.xml}\nentities: []")
    assert watchlist.source == ListSource(format="un-xml", url="https://un.example/list.xml", every=timedelta(hours=24))
    assert watchlist.entities == ()


def test_the_further_files_of_a_source_are_read():
    source = read("name: O\nsource:\n  format: ofac-csv\n  url: ofac/sdn.csv\n  aliases: ofac/alt.csv\n  addresses: add.csv\n"
                  "  comments: https://o.example/c.csv\n  every: 12h").source
    assert source == ListSource(
        format="ofac-csv", url="ofac/sdn.csv", every=timedelta(hours=12),
        files=(("aliases", "ofac/alt.csv"), ("addresses", "add.csv"), ("comments", "https://o.example/c.csv")))


def test_a_csv_source_says_which_column_is_what():
    source = read("name: C\nsource: {format: csv, url: c.csv, mapping: {name: [First, Last], id: Ref, identifiers.imo: IMO}}"
                  ).source
    assert source is not None
    assert source.mapping == (("name", "First"), ("name", "Last"), ("id", "Ref"), ("identifiers.imo", "IMO"))


def test_an_imported_list_takes_corrections_by_id_alone():
    text = "name: UN\nsource: {format: un-xml, url: un.xml}\nentities:\n  - {id: un-ABi.001, aliases: [Vanya], mute: {by: ana}}"
    [correction] = read(text).entities
    assert (correction.id, correction.name, correction.aliases) == ("un-ABi.001", "", (Alias(text="Vanya"),))


@pytest.mark.parametrize(("source", "said"), [
    ("un.xml", '2:9: source must be a mapping (key: value), not "un.xml"'),
    ("{url: x}", "2:9: source has no format: one of un-xml, ofac-csv"),
    ("{format: un-xml}", "2:9: source has no url"),
    ("{format: unxml, url: x}", "2:18: format must be one of un-xml"),
    ("{format: un-xml, url: 'ftp://x'}", "2:31: url must be an http(s) address or a path relative to this file"),
    ("{format: un-xml, url: x, every: daily}", "2:41: every must be a duration"),
    ("{format: un-xml, url: x, aliases: y}", "2:43: aliases goes with the format ofac-csv only"),
    ("{format: un-xml, url: x, mapping: {name: y}}", "2:43: mapping goes with the format csv only"),
    ("{format: csv, url: x}", "2:9: the format csv needs a mapping"),
    ("{format: csv, url: x, mapping: {id: y}}", "2:40: mapping does not say which column holds the name"),
    ("{format: csv, url: x, mapping: {name: y, brn: z}}", '2:50: unknown field "brn", did you mean "born"?'),
    ("{format: csv, url: x, mapping: [name]}", "2:40: mapping must be a mapping (field: column), not a list"),
    ("{format: un-xml, url: x, evry: 1h}", '2:34: unknown key "evry", did you mean "every"?'),
])
def test_a_bad_source_is_explained(source, said):
    [found] = complaints(f"name: S\nsource: {source}")
    assert found.startswith("lists/x.yaml:" + said)


# ------------------------------------------------------------------ several files
def test_the_complaints_of_all_files_come_together():
    with pytest.raises(Faults) as caught:
        read_watchlists([("a.yaml", b"name: A\nentities: [{nam: x}]"), ("b.yaml", b"name: ["),
                         ("c.yaml", b"name: C\nentities: []"), ("d.yaml", b"")])
    assert [fault.file for fault in caught.value.faults] == ["a.yaml", "a.yaml", "b.yaml", "d.yaml"]


def test_two_watchlists_of_one_name_are_a_fault():
    with pytest.raises(Faults) as caught:
        read_watchlists([("a.yaml", b"name: A\nentities: []"), ("b.yaml", b"entities: []\nname: A")])
    assert str(caught.value) == 'b.yaml:2:7: a second watchlist is called "A", the first is a.yaml:1'


def test_good_files_are_read_in_their_order():
    read_all = read_watchlists([("b.yaml", b"name: B\nentities: []"), ("a.yaml", NAMES.encode())])
    assert [watchlist.name for watchlist in read_all] == ["B", "Travel bans"]


def test_the_version_is_one_of_the_content():
    first, again = read(NAMES), read_watchlist(NAMES.encode(), name="elsewhere.yaml")
    assert first.version == again.version
    assert first.version != read(NAMES.replace("Vanya", "Wanja")).version
