"""A user's desk on loopback: config and watchlists in a folder of their own. Imported by the conftest of each room that needs it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

SOLEIMANI = """\
name: Travel bans
severity: high
entities:
  - name: Qasem Soleimani
    id: soleimani
    aliases: [Qassem Suleimani, قاسم سلیمانی]
    countries: [IR]
    positions: [Commander of the Quds Force, General]
    listings:
      - {authority: UN, reference: IRi.039, measures: [travel-ban, asset-freeze], since: 2007-03-24}
  - {name: Vladimir Putin, id: putin, countries: [RU], positions: [President]}
  - {name: Samantha Power, id: power, countries: [US]}
  - {name: Ted Cruz, id: cruz, countries: [US]}
"""
TRAVEL = """\
name: Travel
keywords: [travelled to, traveled to, flew to, "arriv*", landed in, overseas travel]
"""
RULES = """\
rules:
  - name: Listed person on the move
    watchlists: [Travel bans]
    with: Travel
    trip: [occurred, under-way, planned]
    severity: medium
    channel: "#travel-bans"
"""


@dataclass
class Desk:
    """The user's files in one folder."""

    folder: Path
    address: str = "sqlite:///monitor.db"
    """Of the store."""

    @property
    def config(self) -> Path:
        return self.folder / "config.yaml"

    @property
    def store(self) -> Path:
        return self.folder / "monitor.db"

    @property
    def lists(self) -> Path:
        return self.folder / "watchlists"

    def write(self, *, feeds: list[str], slack: str = "http://127.0.0.1:9/api/", rules: str = RULES, more: str = "",
              watchlists: dict[str, str] | None = None, http: str = "allow_private_addresses: true", timeout: str = "2s",
              grace: str = "2s", listen: str = "off") -> Path:
        """A config for these feed addresses, with private addresses allowed and the status page off."""
        self.lists.mkdir(exist_ok=True)
        for name, text in (watchlists or {"travel-bans.yaml": SOLEIMANI, "travel.yaml": TRAVEL}).items():
            (self.lists / name).write_text(text, encoding="utf-8")
        lines = "".join(f"  - {feed}\n" for feed in feeds)
        self.config.write_text(
            f"store: {self.address}\nwatchlists: watchlists\nfeeds:\n{lines}{rules}"
            f'slack:\n  channel: "#monitor"\n  base_url: {slack}\n  rate: 50\n  timeout: {timeout}\n  grace: {grace}\n'
            f'http: {{{http}}}\nstatus:\n  listen: "{listen}"\n{more}', encoding="utf-8")
        return self.config


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def environment() -> dict[str, str]:
    """The environment of a run with a Slack token."""
    return {"SLACK_BOT_TOKEN": "xoxb-test"}
