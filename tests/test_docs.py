"""What the documents promise is held against the code."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml

import monitor.config.feeds
import monitor.config.read
import monitor.config.rules
import monitor.watchlists.entities
import monitor.watchlists.keywords
import monitor.watchlists.read
import monitor.watchlists.sources
from monitor.adapters.structlog_journal import Metrics
from monitor.cli import COMMANDS, cli
from monitor.config import read_config
from monitor.matching import weights
from monitor.matching.normalise import fold
from monitor.matching.similarity import similarity
from monitor.model import TripStatus
from monitor.watchlists import read_watchlist
from monitor.watchlists.sources import SourceFormat

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md",
                    *(ROOT / "docs").rglob("*.md")])

CONFIG, FEEDS, RULES = monitor.config.read, monitor.config.feeds, monitor.config.rules
LISTS, ENTITIES, KEYWORDS, SOURCES = (monitor.watchlists.read, monitor.watchlists.entities, monitor.watchlists.keywords,
                                      monitor.watchlists.sources)
# document, section, the keys that the code accepts there
SECTIONS = [
    ("config.md", "The file", CONFIG._KEYS), ("config.md", "A feed", FEEDS._KEYS), ("config.md", "A rule", RULES._KEYS),
    ("config.md", "slack", CONFIG._SLACK_KEYS), ("config.md", "http", CONFIG._HTTP_KEYS), ("config.md", "status", {"listen"}),
    ("watchlists.md", "The file", LISTS._KEYS), ("watchlists.md", "An entity", ENTITIES._KEYS),
    ("watchlists.md", "An alias", ENTITIES._ALIAS_KEYS), ("watchlists.md", "A listing", ENTITIES._LISTING_KEYS),
    ("watchlists.md", "mute", ENTITIES._MUTE_KEYS), ("watchlists.md", "examples", ENTITIES._EXAMPLE_KEYS),
    ("watchlists.md", "A keyword", KEYWORDS._KEYS), ("watchlists.md", "A source", SOURCES._KEYS)]


def table(document: str, section: str) -> list[list[str]]:
    """The rows of a section's tables, without heads."""
    text = (REFERENCE / document).read_text("utf-8")
    body = re.search(rf"^## {re.escape(section)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert body is not None, f"{document} has no section {section}"
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in body[1].splitlines() if line.startswith("| `")]
    return [[cell.strip("| ") for cell in row] for row in rows]


def code(cell: str) -> str:
    """What a cell says between backticks, if that is all it says."""
    found = re.fullmatch(r"`([^`]*)`", cell)
    return found[1] if found else ""


def yaml_blocks() -> list[tuple[str, str]]:
    return [(f"{path.relative_to(ROOT)}#{number}", block)
            for path in DOCUMENTS for number, block in enumerate(re.findall(r"```yaml\n(.*?)```", path.read_text("utf-8"), re.S))]


@pytest.mark.parametrize(("name", "block"), yaml_blocks())
def test_every_yaml_example_is_accepted(name: str, block: str) -> None:
    if re.search(r"^(entities|keywords|source):", block, re.M):
        read_watchlist(block.encode(), name=name)
    else:
        feeds = "" if re.search(r"^feeds:", block, re.M) else "feeds: [https://example.org/feed.xml]\n"
        read_config((feeds + block).encode(), name=name, environment={})


@pytest.mark.parametrize(("document", "section", "keys"), SECTIONS, ids=lambda value: value if isinstance(value, str) else "")
def test_every_key_is_documented_and_every_documented_key_exists(document: str, section: str, keys: set[str]) -> None:
    documented = [code(row[0]) for row in table(document, section)]
    assert sorted(documented) == sorted(keys)


def test_the_documented_defaults_of_the_config_change_nothing() -> None:
    """Each default that stands in the reference as code, written into a file, gives the config that an empty file gives."""
    def lines(section: str, indent: str) -> str:
        rows = [(code(row[0]), code(row[1])) for row in table("config.md", section)]
        return "".join(f'{indent}{key}: "{value}"\n' for key, value in rows if value)

    feed = "feeds:\n  - url: https://example.org/feed.xml\n"
    rule = "rules:\n  - name: Any mention\n"
    bare = read_config((feed + rule).encode(), name="c", environment={})
    sections = "".join(f"{name}:\n{lines(name, '  ')}" for name in ("slack", "http", "status"))
    full = read_config((lines("The file", "") + feed + lines("A feed", "    ") + rule + lines("A rule", "    ")
                        + sections).replace('"false"', "false").replace('"1"', "1").replace('"2"', "2").encode(),
                       name="c", environment={})
    assert (full.feeds, full.slack, full.http, full.status) == (bare.feeds, bare.slack, bare.http, bare.status)
    assert (full.rules, full.store, full.watchlists) == (bare.rules, bare.store, bare.watchlists)
    assert (full.backfill, full.retention) == (bare.backfill, bare.retention)
    without_rules = read_config(feed.encode(), name="c", environment={})
    assert without_rules.rules == bare.rules


def test_the_reference_names_every_trip_status_and_every_source_format() -> None:
    [trip] = [row for row in table("config.md", "A rule") if code(row[0]) == "trip"]
    assert [status.value for status in TripStatus if f"`{status.value}`" not in trip[2]] == []
    [kinds] = [row for row in table("watchlists.md", "A source") if code(row[0]) == "format"]
    assert re.findall(r"`([^`]+)`", kinds[1]) == [kind.value for kind in SourceFormat]


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").split()) <= 550


def test_every_command_and_option_is_in_the_reference() -> None:
    reference = (REFERENCE / "commands.md").read_text("utf-8")
    missing = [name for name in COMMANDS if f"`monitor {name}" not in reference]
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        for option in (part for part in command.params if isinstance(part, click.Option)):
            if not any(spelling in reference for spelling in option.opts):
                missing.append(f"{name} {option.opts[-1]}")
    assert missing == []


def shell_lines() -> list[tuple[str, str]]:
    """The `monitor …` commands that stand in shell blocks and between backticks."""
    found = []
    for path in DOCUMENTS:
        text = path.read_text("utf-8")
        lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.S) for line in block.splitlines()]
        lines += re.findall(r"`(monitor [a-z][^`\[…]*)`", re.sub(r"```.*?```", "", text, flags=re.S))
        found += [(str(path.relative_to(ROOT)), command) for line in lines
                  for command in re.findall(r"(?:^|\| |&& )(?:\.venv/bin/)?(monitor [a-z].*?)(?=$| \||  #)", line)]
    return sorted(set(found))


@pytest.mark.parametrize(("where", "line"), shell_lines())
def test_every_command_in_the_documents_exists_with_its_options(where: str, line: str) -> None:
    words = shlex.split(line)[1:]
    command: click.Command | None = cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command = command.get_command(click.Context(command), words.pop(0))
        assert command is not None, line
    known = {spelling for part in command.params for spelling in (*part.opts, *part.secondary_opts)} | {"--help"}
    assert [word for word in words if word.startswith("-") and word not in known] == []


def test_make_targets_named_in_the_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = {target for path in DOCUMENTS for target in re.findall(r"(?:`|^)make ([a-z]+)", path.read_text("utf-8"), re.M)}
    assert named - targets == set()


def test_local_links_lead_somewhere() -> None:
    broken = [f"{path.relative_to(ROOT)}: {link}" for path in DOCUMENTS
              for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8"))
              if not (path.parent / link).exists()]
    assert broken == []


def test_links_to_sections_lead_to_headings() -> None:
    broken = []
    for path in DOCUMENTS:
        for link, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", path.read_text("utf-8")):
            target = (path.parent / link) if link else path
            headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.M)
            if anchor not in {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}:
                broken.append(f"{path.relative_to(ROOT)}: {link}#{anchor}")
    assert broken == []


def test_every_room_is_in_the_architecture() -> None:
    architecture = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    rooms = {path.stem for path in (ROOT / "monitor").iterdir() if not path.stem.startswith("_") and path.suffix in ("", ".py")}
    assert sorted(room for room in rooms if f"`{room}`" not in architecture) == []


def test_every_metric_in_the_documents_is_measured() -> None:
    measured = {family.name for family in Metrics().registry.collect()}
    named = {name for path in DOCUMENTS for name in re.findall(r"`(monitor_[a-z_]+)", path.read_text("utf-8"))}
    assert named <= measured | {f"{name}_total" for name in measured}


def test_the_compose_file_and_the_image_agree_with_the_shipped_config() -> None:
    compose = yaml.safe_load((ROOT / "docs" / "deploy" / "compose.yaml").read_text("utf-8"))
    service = compose["services"]["monitor"]
    assert {volume.split(":")[0] for volume in service["volumes"] if volume[0] != "."} <= set(compose["volumes"])
    for volume in (volume for volume in service["volumes"] if volume[0] == "."):
        assert (ROOT / "docs" / "deploy" / volume.split(":")[0]).exists()
    image = dict(re.findall(r"^\s+(?:ENV )?(MONITOR_[A-Z]+)=(\S+)", (ROOT / "Dockerfile").read_text("utf-8"), re.M))
    shipped = read_config((ROOT / "config.yaml").read_bytes(), name="config.yaml", environment=image)
    assert (shipped.store, shipped.status.listen) == (image["MONITOR_STORE"], image["MONITOR_LISTEN"])
    by_compose = read_config((ROOT / "config.yaml").read_bytes(), name="config.yaml", environment=service["environment"])
    assert by_compose.store.startswith("postgresql+psycopg://")
    alone = read_config((ROOT / "config.yaml").read_bytes(), name="config.yaml", environment={})
    assert (alone.store, alone.status.listen) == ("sqlite:///monitor.db", "127.0.0.1:8080")


def test_the_figures_of_the_explanation_are_those_of_the_table_of_weights() -> None:
    text = (ROOT / "docs" / "how-matching-decides.md").read_text("utf-8")
    counts = dict(re.findall(r"^\| ([a-z][^|:]*?)(?::[^|]*)? \| (?:up to )?([\d.]+)[^|]* \|$", text, re.M))
    assert {key: float(value) for key, value in counts.items()} == {
        "are spelt alike": 1.0, "sound alike": weights.SAME_SOUND, "are one given name in two languages": weights.SAME_NAME,
        "are Chinese syllables in Wade-Giles or Cyrillic": weights.ROMANISED,
        "are a name of the West as Cyrillic writes it by ear": weights.BY_EAR,
        "are one concept in two languages, in an organisation's name": weights.SAME_CONCEPT,
        "differ by a case ending": weights.INFLECTED, "are short and differ by one vowel": weights.ONE_VOWEL,
        "have the same consonants, in a script that writes no short vowels": weights.SAME_SKELETON_VOWELLESS,
        "are similar in spelling": weights.SKELETON_CAP}
    pairs = re.findall(r"(\w+) – (\w+)", "".join(re.findall(r"^\| [a-z].* [\d.]+.*\|$", text, re.M)))
    judged = [similarity(fold(listed, ""), fold(written, "ru")) for listed, written in pairs]
    assert judged == [weights.SAME_SOUND, weights.SAME_SOUND, weights.SAME_NAME, weights.SAME_CONCEPT, weights.INFLECTED,
                      weights.ROMANISED, weights.BY_EAR,
                      weights.ONE_VOWEL, weights.SKELETON_CAP]
    for sentence in (f"below {weights.TOKEN_FLOOR:.2f} they are different words", f"From **{weights.ACCEPT}** it is a match",
                     f"from {weights.NEAR} a near miss", f"It scores {weights.POSSIBLE_CAP:.2f} at most"):
        assert sentence in text
