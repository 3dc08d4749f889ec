"""OFAC's CSV files, in the shapes of their real rows with invented content."""

from __future__ import annotations

import pytest
from list_support import Import, names

from monitor.errors import Faults
from monitor.model import EntityType, Listing

N = "-0- "


def row(
    number: int,
    name: str,
    kind: str = N,
    programme: str = "SDGT",
    remarks: str = N,
    *,
    title: str = N,
    flag: str = N,
    call_sign: str = N,
    owner: str = N,
) -> str:
    def cell(text: str) -> str:
        return text if text == N else f'"{text}"'

    rest = [title, call_sign, N, N, N, flag, owner, remarks]
    return ",".join([str(number), *(cell(text) for text in (name, kind, programme, *rest))]) + "\r\n"


def one(read: Import, *args: object, **kwargs: str):
    [entity] = read("ofac-csv", row(1, *args, **kwargs) + "\x1a").entities
    return entity


def test_a_person_is_read_in_reading_order_with_what_the_remarks_say(read: Import):
    entity = one(
        read,
        "SOLVANI, Karem",
        "individual",
        "SDGT] [SYRIA] [NPWMD",
        title="Minister of Ports",
        remarks="DOB 11 Mar 1957; alt. DOB 1955; POB Qam, Iran; nationality Iran; citizen Syria; Gender Male; Passport 008800 (Iran) "
        "issued 11 Sep 1997 expires 2002; National ID No. 77-8 (Iran); Linked To: NORTH FORCE.",
    )
    assert (entity.id, entity.type, entity.name) == ("ofac-1", EntityType.PERSON, "Karem SOLVANI")
    assert (entity.born, entity.countries, entity.positions) == (("1957-03-11", "1955"), ("IR", "SY"), ("Minister of Ports",))
    assert entity.identifiers == (("passport", "008800"), ("national-id", "77-8"))
    assert entity.context == ("NORTH FORCE",)
    assert entity.listings == (Listing(authority="OFAC", reference="1", measures=("asset-freeze",)),)
    assert entity.note.startswith("Programmes: SDGT, SYRIA, NPWMD. DOB 11 Mar 1957")


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("DELOS RAYES, Felicio Semborio, Jr.", "individual", "Felicio Semborio DELOS RAYES Jr."),
        ("MESA, JR., Artur", "individual", "Artur MESA JR."),
        ("ANGLO-NORTH CO., LTD.", N, "ANGLO-NORTH CO., LTD."),
        ("KHUN SO", "individual", "KHUN SO"),
    ],
)
def test_only_persons_are_turned_round_at_the_comma(read: Import, name, kind, expected):
    assert one(read, name, kind).name == expected


@pytest.mark.parametrize(
    ("remarks", "expected"),
    [
        ("DOB 1960; a.k.a. 'TOMA'.", ["<TOMA>"]),
        ("a.k.a. 'ABU-'UMOR'; a.k.a. ''ABD-AL-'IZO'; Linked To: X.", ["<ABU-'UMOR>", "<'ABD-AL-'IZO>"]),
        ("a.k.a. 'Abu Hoza''; a.k.a. 'ROMONA'; a.k.a. 'ROMONA, Edisan'.", ["<Abu Hoza'>", "<ROMONA>", "<Edisan ROMONA>"]),
        ("Passport X1 (Iran); f.k.a. 'OLDMAN'.", ["<OLDMAN>"]),
        (N, []),
    ],
)
def test_weak_names_stand_in_the_remarks_alone_however_they_are_quoted(read: Import, remarks, expected):
    assert names(one(read, "ROMAN, Eddo", "individual", remarks=remarks))[1:] == expected


def test_a_vessel_has_its_flag_imo_number_call_sign_and_owner(read: Import):
    ship = one(
        read,
        "ARTAVOL",
        "vessel",
        "IRAN",
        flag="Panama",
        call_sign="T2EU0",
        owner="North Tanker Co.",
        remarks="Vessel Registration Identification IMO 7406780; MMSI 572469200; f.k.a. 'ALFA'; Linked To: NORTH TANKER COMPANY.",
    )
    assert (ship.type, ship.countries) == (EntityType.VESSEL, ("PA",))
    assert ship.identifiers == (("imo", "7406780"), ("mmsi", "572469200"), ("call-sign", "T2EU0"))
    assert names(ship) == ["ARTAVOL", "<ALFA>"]
    assert ship.context == ("NORTH TANKER COMPANY", "North Tanker Co.")


def test_an_aircraft_s_tail_number_is_its_registration(read: Import):
    plane = one(read, "EP-GXX", "aircraft", remarks="Aircraft Model IL76-TD; Aircraft Tail Number EP-GXX; Aircraft Operator NORTH AIR.")
    assert plane.type is EntityType.AIRCRAFT
    assert ("registration", "EP-GXX") in plane.identifiers


def test_aliases_join_by_number_and_take_their_type_from_the_entry(read: Import):
    imported = read(
        "ofac-csv",
        row(7, "SOLVANI, Karem", "individual") + row(8, "NORTH, SOUTH AND CO."),
        aliases='7,1,"aka","SULVANI, Karim",-0- \r\n8,2,"fka","OLD, NORTH CO.",-0- \r\n9,3,"nka","LOST, Row",-0- \r\n\x1a',
        addresses='8,1,"1 Street","Tehran","Iran",-0- \r\n7,2,-0- ,-0- ,"Iraq",-0- \r\n',
    )
    person, company = imported.entities
    assert (names(person), person.countries) == (["Karem SOLVANI", "Karim SULVANI"], ())
    assert (names(company), company.countries) == (["NORTH, SOUTH AND CO.", "OLD, NORTH CO."], ("IR",))
    assert [name.kind for name in imported.names["ofac-8"]] == ["primary", "former"]
    assert imported.remarks == ("aliases: 1 rows belong to no entry of the list (9 …): the files seem to be of different days",)


def test_remarks_cut_off_at_a_thousand_characters_are_joined_before_they_are_read(read: Import):
    head = "DOB 1960; " + "x" * 969 + "; a.k.a. 'NORTH HACKIN"
    assert len(head) == 1001
    head = head.replace("x", "", 1)
    whole = read("ofac-csv", row(5, "GROUP"[:5], remarks=head), comments="5,\"G TEAM'; a.k.a. 'SOUTH TEAM'; Linked To: X.\"\r\n")
    assert names(whole.entities[0]) == ["GROUP", "<NORTH HACKING TEAM>", "<SOUTH TEAM>"]
    alone = read("ofac-csv", row(5, "GROUP", remarks=head))
    assert names(alone.entities[0]) == ["GROUP"]
    assert alone.remarks == ("1 entries end inside a quoted name (5): the comments file is missing or old",)


def test_a_comment_of_another_day_is_not_glued_to_remarks_that_are_whole(read: Import):
    imported = read("ofac-csv", row(5, "GROUP", remarks="DOB 1960."), comments='5,"a.k.a. \'WRONG\'."\r\n6,"x"\r\n')
    assert names(imported.entities[0]) == ["GROUP"]
    assert len(imported.remarks) == 2


@pytest.mark.parametrize(
    ("programme", "remarks", "measures"),
    [
        ("NS-PLC", N, ()),
        ("SDGT] [NS-PLC", N, ("asset-freeze",)),
        ("UKRAINE-EO13662", "Executive Order 13662 Directive Determination - Subject to Directive 1.", ()),
        ("CUBA", N, ("asset-freeze",)),
    ],
)
def test_entries_of_the_non_sdn_list_are_not_all_frozen(read: Import, programme, remarks, measures):
    assert one(read, "NORTH BANK", N, programme, remarks=remarks).listings[0].measures == measures


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,2,3\r\n", "list:1:1: a row of 3 cells beginning with '1': 12 cells were expected"),
        (row(1, "A, B") + "<html>\r\n", "list:2:1: a row of 1 cells"),
        (row(1, "A, B") + '2,"CUT OFF', "list:2:1: not CSV"),
    ],
)
def test_a_file_that_is_no_sdn_list_is_refused_with_its_place(read: Import, text, said):
    with pytest.raises(Faults) as caught:
        read("ofac-csv", text)
    assert said in str(caught.value)


def test_a_file_of_the_end_mark_alone_is_an_empty_list(read: Import):
    assert read("ofac-csv", b"\x1a").entities == ()


def files(folder, *names_: str) -> dict[str, bytes]:
    return dict(zip(("aliases", "addresses", "comments"), ((folder / name).read_bytes() for name in names_), strict=True))


@pytest.mark.shared
def test_the_real_list_of_2021_joins_whole(read: Import, shared):
    folder = shared / "lists/ofac/2021-07-07"
    imported = read("ofac-csv", (folder / "sdn.csv").read_bytes(), **files(folder, "alt.csv", "add.csv", "sdn_comments.csv"))
    assert sum(imported.counts.entities.values()) == 8976
    assert imported.remarks == ()


@pytest.mark.shared
def test_the_real_list_of_2024_gives_the_counts_that_are_known(read: Import, shared):
    folder = shared / "lists/ofac/2024"
    beside = files(folder, "alt_2024-01-08.csv", "add_2024-01-08.csv", "sdn_comments_2025-12-24.csv")
    imported = read("ofac-csv", (folder / "sdn_2024-05-03.csv").read_bytes(), **beside)
    assert imported.counts.entities == {"person": 6854, "organisation": 6884, "vessel": 851, "aircraft": 376}
    assert imported.counts.weak() >= 3578  # quoted a.k.a. in the main file; the comments and f.k.a. add some
    assert imported.remarks[0].startswith("aliases: 44 rows belong to no entry")
    ships = [entity for entity in imported.entities if entity.type is EntityType.VESSEL]
    assert sum("imo" in dict(ship.identifiers) for ship in ships) == 844


@pytest.mark.shared
def test_the_real_non_sdn_list_is_read_by_the_same_importer(read: Import, shared):
    folder = shared / "lists/ofac/consolidated"
    imported = read(
        "ofac-csv", (folder / "cons_prim.csv").read_bytes(), **files(folder, "cons_alt.csv", "cons_add.csv", "cons_comments.csv")
    )
    assert imported.counts.entities == {"person": 79, "organisation": 363}
