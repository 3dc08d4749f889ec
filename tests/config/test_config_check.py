"""Rules against the watchlists that were loaded."""

from __future__ import annotations

import pytest

from monitor.config import Config, check_rules, read_config
from monitor.model import Keyword, ListSource, Rule, Watchlist

NAMES = Watchlist(name="Travel bans")
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
])
def test_a_rule_that_does_not_fit_is_shown_where_it_names_the_list(rule, said):
    [found] = checked(f"  - {rule}")
    assert found.startswith("config.yaml:" + said)


def test_two_rules_of_one_name_are_a_fault():
    [found] = checked("  - name: A\n  - {severity: low, name: A}\n")
    assert found.startswith('config.yaml:4:27: a second rule is called "A", the first stands on line 3')


def test_a_config_that_was_never_a_file_is_checked_without_places():
    [fault] = check_rules(Config(rules=(Rule(name="A", watchlists=("Nope",)),)), (NAMES,))
    assert str(fault).startswith('config.yaml: unknown watchlist "Nope"')
