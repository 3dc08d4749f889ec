"""Whatever bytes come, an importer gives a list or Faults with their place: nothing else, and no name that could not be one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_eu_csv import act
from test_eu_fsf import XML as FSF
from test_eu_fsf import csv as fsf_csv
from test_ofac_csv import row
from test_ofac_xml import ADVANCED, PERSON, SHIP, sdn
from test_other_lists import HEADER, MAPPING, SIMPLE, canada, lines, record
from test_uk import XML as UK
from test_uk import csv as uk_csv
from test_un import FRONT, GENERAL, un

from monitor.errors import Faults
from monitor.model import ListSource
from monitor.watchlists.importers import import_list

SEEDS = (
    ("un-xml", un(GENERAL, FRONT)), ("ofac-csv", row(1, "SOLVANI, Karem", "individual", remarks="DOB 1957; a.k.a. 'TOMA'.")),
    ("ofac-xml", sdn(PERSON + SHIP)), ("ofac-xml", ADVANCED), ("eu-csv", act({"name": "A B (a.k.a. C)", "alias": "D; E/F, G"})),
    ("eu-csv", fsf_csv({"NameAlias_WholeName": "A B"})), ("eu-xml", FSF), ("uk-csv", uk_csv({"Name 6": "A", "Name type": "Alias"})),
    ("uk-xml", UK), ("ca-xml", canada(record(LastName="A", GivenName="B", Aliases="C, D / E"))), ("opensanctions", SIMPLE),
    ("opensanctions", lines({"id": "Q", "schema": "Person", "properties": {
        "name": ["A B"], "sanctions": [{"properties": {"authority": "X"}}]}})),
    ("csv", HEADER + "1;A;B;;;;;;;;;;\n"),
)


def imports_or_refuses(form: str, data: bytes) -> None:
    try:
        imported = import_list(ListSource(format=form, url="list", mapping=MAPPING), {"url": data})
    except Faults as error:
        faults, imported = error.faults, None
    else:
        faults = ()
    assert all(fault.file == "list" and fault.text for fault in faults)
    if imported is None:
        assert faults
        return
    assert all(entity.id and any(map(str.isalnum, entity.name)) for entity in imported.entities)
    assert len({entity.id for entity in imported.entities}) == len(imported.entities)


@pytest.mark.parametrize(("form", "text"), SEEDS)
@given(st.data())
def test_a_list_with_a_stretch_replaced_is_read_or_refused(form, text, data):
    seed = text.encode()
    start = data.draw(st.integers(0, len(seed)))
    end = data.draw(st.integers(start, min(len(seed), start + 40)))
    with_text = st.one_of(st.binary(max_size=12), st.text(max_size=12).map(lambda drawn: drawn.encode("utf-8", "surrogatepass")))
    imports_or_refuses(form, seed[:start] + data.draw(with_text) + seed[end:])


@pytest.mark.parametrize("form", sorted({form for form, _ in SEEDS}))
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(form, data):
    imports_or_refuses(form, data)


@pytest.mark.parametrize(("form", "text"), SEEDS)
def test_a_list_cut_off_anywhere_is_never_read_as_something_else(form, text):
    seed = text.encode()
    for end in range(0, len(seed), max(1, len(seed) // 60)):
        imports_or_refuses(form, seed[:end])
