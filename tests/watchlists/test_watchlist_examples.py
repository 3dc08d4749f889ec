"""The examples that entities carry."""

from __future__ import annotations

from monitor.watchlists import check_examples, read_watchlist

LIST = read_watchlist(b"""\
name: L
entities:
  - name: Mara Novak
    id: novak
    examples:
      match: [Mara Novak landed., M. Novak left.]
      no_match: [Novak Street is closed., Novakova won.]
  - name: Other
""", name="l.yaml")


def checked(*claims: str) -> list[str]:
    return [str(fault) for fault in check_examples((LIST,), lambda text: {("L", "novak")} if text in claims else set())]


def test_examples_that_hold_give_no_fault():
    assert checked("Mara Novak landed.", "M. Novak left.") == []


def test_each_example_that_fails_is_shown_at_its_entity():
    assert checked("Mara Novak landed.", "Novakova won.") == [
        'l.yaml:3:1: the example should match "Mara Novak" and does not: "M. Novak left."',
        'l.yaml:3:1: the example should not match "Mara Novak" and does: "Novakova won."',
    ]


def test_a_match_of_another_entity_or_list_does_not_count():
    faults = check_examples((LIST,), lambda text: {("L", "other"), ("M", "novak")})
    assert len(faults) == 2
    assert all("and does not" in fault.text for fault in faults)


def test_a_long_example_is_shown_in_part():
    watchlist = read_watchlist(b"name: L\nentities: [{name: A, examples: {match: ['" + b"x" * 500 + b"']}}]", name="l.yaml")
    [fault] = check_examples((watchlist,), lambda text: ())
    assert len(fault.text) < 250
