"""Rules against the watchlists that were loaded."""

from __future__ import annotations

import pytest

from monitor.config import Config, check_rules, read_config
from monitor.model import Entity, Keyword, Listing, ListSource, Rule, Watchlist

BARRED = Entity(id="vance", name="Ada Vance", listings=(Listing(authority="Desk", measures=("visa-ban",)),))
NAMES = Watchlist(name="Travel bans", entities=(BARRED,))
IMPORTED = Watchlist(name="UN", source=ListSource(format="un-xml", url="un.xml"))
WORDS = Watchlist(name="Travel", keywords=(Keyword(term="arriv*"),))


def checked(rules: str) -> list[str]:
    config = read_config(f"feeds: [https://a.example]\nrules:\n{rules}".encode(), name="config.yaml", environment={})
    return [str(fault) for fault in check_rules(config, (NAMES, IMPORTED, WORDS))]


def test_rules_that_fit_give_no_complaint():
    assert checked("  - {name: A, watchlists: [Travel bans, UN], with: Travel}\n  - {name: B, watchlists: all}\n") == []


@pytest.mark.parametrize(("rule", "said"), [
    ("{watchlists: [UN, Travel ban]}", '3:23: unknown watchlist "Travel ban", did you mean "Travel bans"?'),
    ("{watchlists: travel bans}", '3:18: unknown watchlist "travel bans", did you mean "Travel bans"?'),
    ("{watchlists: zzz}", '3:18: unknown watchlist "zzz"; there is: Travel bans, UN'),
    ("{watchlists: Travel}", '3:18: "Travel" holds keywords: name it under `with`'),
    ("{with: UN}", '3:12: "UN" holds names: name it under `watchlists`'),
    ("{with: Travle}", '3:12: unknown keyword watchlist "Travle", did you mean "Travel"?'),
    ("{watchlists: Travel bans, measure: traval-ban}", '3:40: unknown measure "traval-ban", did you mean "travel-ban"?'),
    ("{watchlists: UN, measure: travels-ban}", '3:31: unknown measure "travels-ban", did you mean "travel-ban"?'),
    ("{watchlists: Travel bans, measure: [travel-ban, zzz]}", '3:53: unknown measure "zzz"; there is: travel-ban, asset-freeze'),
])
def test_a_rule_that_does_not_fit_is_shown_where_it_names_the_list(rule, said):
    [found] = checked(f"  - {rule}")
    assert found.startswith("config.yaml:" + said)


@pytest.mark.parametrize("rule", ["{watchlists: Travel bans, measure: visa-ban}", "{measure: [travel-ban, asset-freeze]}",
                                  "{watchlists: UN, measure: closure-of-representative-offices}"])
def test_a_measure_is_known_by_a_listing_by_the_official_lists_or_where_a_list_is_still_to_come(rule):
    assert checked(f"  - {rule}") == []


def test_two_rules_of_one_name_are_a_fault():
    [found] = checked("  - name: A\n  - {severity: low, name: A}\n")
    assert found.startswith('config.yaml:4:27: a second rule is called "A", the first stands on line 3')


def test_a_config_that_was_never_a_file_is_checked_without_places():
    [fault] = check_rules(Config(rules=(Rule(name="A", watchlists=("Nope",)),)), (NAMES,))
    assert str(fault).startswith('config.yaml: unknown watchlist "Nope"')
