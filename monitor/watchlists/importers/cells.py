"""From what a list writes into one cell to the names in it.

Cells hold several names, translations and remarks in brackets, quotation marks, native script behind Latin, and words such as
``born 1965 in``. Nothing is split at a comma, a slash or a bracket without looking at what stands on its sides: a naive
split makes names of "third", "army" and "the American" (228 false alerts in 1,000 sentences of news when it was tried).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from monitor.model import EntityType
from monitor.watchlists.importers.commas import FLIPPED, Commas, by_commas
from monitor.watchlists.importers.party import Name, NameKind, Quality
from monitor.watchlists.importers.places import country
from monitor.watchlists.importers.scripts import COMMON, script_of, script_of_letter
from monitor.watchlists.importers.spellings import spellings


class Slash(Enum):
    """When a slash stands between two names."""

    NEVER = 0
    SPACED = 1  # blanks around it, and a word on each side
    WORDS = 2  # two words or more on each side


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How a list writes its cells."""

    slash: Slash = Slash.NEVER
    commas: Commas = FLIPPED


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell and what the list says about it: every name of it inherits quality and kind."""

    text: str
    type: EntityType
    quality: Quality = Quality.UNKNOWN
    kind: NameKind = NameKind.AKA
    habits: Habits = Habits()


_QUOTES = "\"“”„«»‘’'`"
_APOSTROPHES = "'‘’`"
_LABEL = re.compile(
    r"^\W*(?:(?:russian|ukrainian|belarus+ian|arabic|persian|farsi|chinese|korean|hebrew|in \w+|original)"
    r"(?: (?:script|spelling|version))?\s*:"
    r"|text of image|original script|(?:formerly |previously )?(?:listed|known) as\b\.?:?|a\.?k\.?a\.?\s"
    r"|born(?= (?!on\b|in\b|at\b|c\b|circa\b|about\b)[^\W\d])|also (?:known|spelt|spelled) as:?|f\.?k\.?a\.?\s)",
    re.IGNORECASE)
_LABEL_INSIDE = re.compile(
    r"(?<=\s)(?:russian|ukrainian|belarus+ian|arabic|persian|farsi|chinese|korean|hebrew)(?: (?:script|spelling))?:", re.IGNORECASE)
_AKA = re.compile(
    r"[\s,;]+(?:a\.?k\.?a\.?|f\.?k\.?a\.?|n\.?k\.?a\.?|(?:also |formerly |previously |better )?known as)[\s:]+", re.IGNORECASE)
_GLOSS = re.compile(
    r"\d{3}|\b(?:birth|born|passports?|listed|identity|dates?|places?|known|script|title|numbers?|dob|pob|deceased|son|daughter|"
    r"member|officials?|issued|nationality|combat|guerre|guerra|third|second|branch(?:es)?|including|formerly|previously|sub-unit|spelling|devil|meaning|alias|name|used|"
    r"all|or|image|husband|wife|mother|father|brother)\b", re.IGNORECASE)
_TAIL = re.compile(
    r"\s+-\s+sub-unit name$|[\s,;.]+(?:born|b\.|née|date of birth|d\.?o\.?b\.?|passport|place of birth)\s*"
    r"(?:on |in |c\.|circa |about |:|no\.?|number|\d).*$",
    re.IGNORECASE | re.DOTALL)
_BORN_AS = re.compile(r"^(?:born|née|nee|maiden name:?)\s+([^\W\d]\S*(?:\s+[^\W\d]\S*)?)$", re.IGNORECASE)
_NO_ACRONYM = frozenset("""USA UK UAE HK PRC DPRK EU US DRC ROC UN LLC LTD PTY PVT SAL INC JSC LLP PLC CO SA SPA AG NV BV KG GMBH FZE FZC
    OFFSHORE OFF-SHORE NGO HOLDING AO OOO OAO PAO ZAO PJSC OJSC CJSC АО ООО ОАО ПАО ЗАО""".split())
_ROUND = re.compile(r"\(([^()]*)\)")
_LAST_OR = re.compile(r"\s*,\s*or\s+", re.IGNORECASE)
_MARK = re.compile(r"\((?:[a-h]|i{1,3}|iv|vi{0,3})\)")  # of a list inside a cell: (a) … (b) …
_LEGAL_RUN = frozenset("AO OOO OAO PAO ZAO JSC LLC PJSC OJSC АО ООО ОАО ПАО ЗАО ".split())
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 .'&-]*[A-Za-z0-9.]")
_REMARK = re.compile(
    r"\b(?:born|known|listed|a\.?k\.?a|f\.?k\.?a|n\.?k\.?a|date of|place of|passport|d\.?o\.?b|text of|original script|b\.|and |or )"
    r"|- sub-unit", re.IGNORECASE)


def clean(text: str) -> str:
    """Presentation forms and full width as plain letters (NFKC), blanks single, no control or direction marks."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in text).split()) if not text.isprintable() \
        else " ".join(text.split())


def names_in(cell: Cell) -> Iterator[Name]:
    """The names of a cell in its order."""
    text = _one_alphabet(clean(cell.text))
    if _PLAIN.fullmatch(text) and not _REMARK.search(text):  # two cells of three: nothing to take apart
        yield from _named(text, cell)
        return
    for part in pieces(text):
        for name in _names_of_part(part, cell):
            if name.text:
                yield name


def pieces(text: str) -> Iterator[str]:
    """A cell split at its semicolons, but not at those inside brackets that are closed; quotes around a piece fall away."""
    depth, start = 0, 0
    closes = text.count(")")
    for place, character in enumerate(text):
        if character == "(" and closes:
            depth += 1
        elif character == ")" and depth:
            depth, closes = depth - 1, closes - 1
        elif character == ")":
            closes -= 1
        elif character == ";" and not depth:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def _names_of_part(part: str, cell: Cell) -> Iterator[Name]:
    text, found = _without_brackets(_untold(_bare(_MARK.sub(" ", part))), cell)
    for place, piece in enumerate(part for known in _AKA.split(text) for part in _LABEL_INSIDE.split(known)):
        bare = _bare(_TAIL.sub("", piece))
        runs = _runs(bare)
        for run in runs:
            yield from _split(run, cell if not place else _further(cell, run))
    yield from found


def _untold(text: str) -> str:
    """A piece without what is told of birth behind the name, brackets and all: ``… born 1965 in X (province) (as listed)``."""
    tail = _TAIL.search(text)
    told = tail is not None and text[:tail.start()].count("(") == text[:tail.start()].count(")")
    return text[:tail.start()] if tail and told else text


def _further(cell: Cell, text: str) -> Cell:
    """What stands behind an inline "a.k.a.": no longer what the party is called; one word is a fragment, so weak."""
    weak = cell.type is EntityType.PERSON and len(text.split()) == 1
    return replace(cell, kind=NameKind.AKA if cell.kind is NameKind.PRIMARY else cell.kind, quality=Quality.WEAK if weak else cell.quality)


def _bare(text: str) -> str:
    """A piece without labels, quotation marks around it, and punctuation left at its ends."""
    text = text.strip(" ,;:/–—")
    while True:
        match = _LABEL.match(text)
        rest = text[match.end():].strip(" ,;:–—/") if match else text
        if _is_quoted(rest):
            rest = rest[1:-1].strip(" ,;:/")
        if rest.count('"') == 1:
            rest = rest.replace('"', "").strip()
        rest = re.sub(r"^(?:and|or)\s+(?=\S{2})", "", rest) if len(rest) > 4 else rest
        if rest == text:
            return text
        text = rest


def _is_quoted(text: str) -> bool:
    """Quotation marks around the whole: apostrophes count only where there are no others (``'UTHMAN 'ABD AL-SALAM'``)."""
    if len(text) < 2 or text[0] not in _QUOTES or text[-1] not in _QUOTES:
        return False
    inner = text[1:-1]
    if text[0] in _APOSTROPHES:
        return not any(mark in inner for mark in _APOSTROPHES)
    return not any(mark in inner for mark in _QUOTES if mark not in _APOSTROPHES)


# ------------------------------------------------------------------ brackets
def _without_brackets(text: str, cell: Cell) -> tuple[str, list[Name]]:
    """The piece without the brackets that are no part of its name, and the names that stood in them."""
    found: list[Name] = []
    place = 0
    while (match := _innermost(text, place)) is not None:
        inside, before, after = match[1].strip(), text[:match.start()].rstrip(), text[match.end():].lstrip()
        if _stays(inside, before, after, cell):
            place = match.end()
            continue
        found += _bracket_names(inside, before, after, cell)
        joint = "" if after[:1] in ",.-" or not before else " "
        text, place = before + joint + after, 0
    if any(c in _ROUND.sub("", text) for c in "()"):
        text = text.replace("(", " ").replace(")", " ")
    maiden = re.search(r"(\s+\S+)\s+born\s+([^\W\d]\S*)\s*$", text)
    if maiden and cell.type is EntityType.PERSON:  # brackets lost or never closed: "АЙРАПЕТЯН) (born ЖИЛКО"
        found += _named(f"{text[:maiden.start()]} {maiden[2]}", replace(cell, kind=NameKind.FORMER))
        text = text[:maiden.start(2)].rsplit("born", 1)[0]
    return " ".join(text.split()), found


def _innermost(text: str, start: int) -> re.Match[str] | None:
    return _ROUND.search(text, start)


def _stays(inside: str, before: str, after: str, cell: Cell) -> bool:
    """Brackets that belong to the name of an organisation: ``AERO (USA) INC.``, ``(IRGC)-QODS FORCE``, a place, a legal form."""
    if cell.type is EntityType.PERSON or _foreign(inside, f"{before} {after}") or _GLOSS.search(inside):
        return False
    return bool(after.strip(" .,–—/)")) or inside.upper() in _NO_ACRONYM or country(inside) is not None


def _foreign(inside: str, around: str) -> bool:
    """Whether a bracket is written in another script than what is around it."""
    outside = script_of(_ROUND.sub(" ", around))
    return bool(inside) and COMMON not in (outside, script_of(inside)) and script_of(inside) != outside


def _is_acronym(text: str) -> bool:
    return 2 <= len(text) <= 12 and " " not in text and text.upper() not in _NO_ACRONYM and \
        sum(map(str.isupper, text)) >= 2 and text[0].isupper() and re.fullmatch(r"[\w&./-]+", text) is not None


def _are_initials(acronym: str, name: str) -> bool:
    """Whether an acronym begins as a word of the name does and its letters follow each other there. Beside a name in capitals
    only that tells it from a word (``(PASDARAN)``, ``(HOLDING)``)."""
    letters, initials = iter(name.casefold()), {word[0] for word in name.casefold().split()}
    plain = [letter for letter in acronym.casefold() if letter.isalnum()]
    return plain[0] in initials and all(letter in letters for letter in plain)


def _bracket_names(inside: str, before: str, after: str, cell: Cell) -> Iterator[Name]:
    kind = NameKind.AKA if cell.kind is NameKind.PRIMARY else cell.kind
    further = replace(cell, kind=kind)
    maiden = _BORN_AS.match(inside)
    if maiden and cell.type is EntityType.PERSON and before:
        yield from _named(f"{before.rsplit(' ', 1)[0]} {maiden[1]} {after}", replace(further, kind=NameKind.FORMER))
        return
    told = bool(_AKA.match(f" {inside} ")) or bool(_LABEL.match(inside))
    inside = _bare(_AKA.sub(" ", f" {inside} "))
    if _foreign(inside, f"{before} {after}") or ((told or not _GLOSS.search(inside)) and not _is_remark(inside, told)):
        yield from _alternatives(inside, before, after, further)


def _is_remark(inside: str, told: bool) -> bool:
    longest = max(len(piece.split()) for piece in re.split("[;,]", inside))
    return not inside or longest > 12 or (not told and any(map(str.isdigit, inside)) and len(inside.split()) > 3)


def _alternatives(inside: str, before: str, after: str, cell: Cell) -> Iterator[Name]:
    """Bracketed names: whole names where they are long or foreign, else other spellings of the word in front."""
    foreign = _foreign(inside, f"{before} {after}")
    person = cell.type is EntityType.PERSON
    for piece in re.split(r"[;,]" if person or ";" in inside else ";", inside):
        text = _bare(piece)
        runs = _runs(text)
        if len(runs) > 1:
            for run in runs:
                yield from _named(run, cell)
        elif not text:
            continue
        elif foreign or len(text.split()) > 1:
            yield from _names_of_part(text, cell)
        elif person and before:
            yield from _named(_AKA.split(_ROUND.sub(" ", f"{before[:-len(before.split()[-1])]} {text} {after}"))[0], cell)
        elif _is_acronym(text) and (not before.isupper() or _are_initials(text, before)):
            yield from _named(text, replace(cell, kind=NameKind.ACRONYM))
        elif not person and len(text) > 4:  # a short name or a translation; by itself it may be any word
            yield from _named(text, replace(cell, quality=Quality.WEAK))


# ------------------------------------------------------------------ scripts, slashes, commas
def _runs(text: str) -> list[str]:
    """A piece split where its script changes: ``Hassan DAQQOU حسن دقو`` is two names. A word in two scripts counts as its main one."""
    if text.isascii():
        return [text]
    runs: list[tuple[str, list[str]]] = []
    for word in text.replace(" – ", " ").replace("/", " / ").split():
        script = COMMON if word.strip(" «“\"(") in _LEGAL_RUN else script_of(word)
        if not runs or script not in (runs[-1][0], COMMON):
            if runs and runs[-1][0] == COMMON:
                runs[-1] = (script, [*runs[-1][1], word])
                continue
            runs.append((script, []))
        runs[-1][1].append(word)
    if len(runs) == 1 or len(runs) > 4:
        return [text]
    return [_bare(" ".join(words)) for _, words in runs]


def _split(text: str, cell: Cell) -> Iterator[Name]:
    person = cell.type is EntityType.PERSON
    text = _LAST_OR.sub(" or ", text) if person else text
    for side in _by_slash(text, cell.habits.slash, person):
        for name in by_commas(side, cell.type, cell.habits.commas):
            yield from _named(name.text, replace(cell, quality=Quality.WEAK if name.fragment else cell.quality))


def _by_slash(text: str, slash: Slash, person: bool) -> list[str]:
    if "/" not in text or slash is Slash.NEVER or (person and len(spellings(text)) > 1):
        return [text]
    pattern, least = (r"\s+/\s*|\s*/\s+", 1) if slash is Slash.SPACED else (r"\s*/\s*", 2)
    sides = re.split(pattern, text)
    fits = all(len(side.split()) >= least and any(len(word) > 3 for word in side.split()) for side in sides)
    return sides if fits else [text]


def _named(text: str, cell: Cell) -> Iterator[Name]:
    spelt = spellings(text) if cell.type is EntityType.PERSON else [text]
    for one in spelt:  # one word of several spellings is a fragment of a name
        yield from _whole(one, replace(cell, quality=Quality.WEAK) if len(spelt) > 1 and " " not in one else cell)


def _whole(text: str, cell: Cell) -> Iterator[Name]:
    text = _bare(clean(text))
    if sum(map(str.isalnum, text)) < 2 or _GLOSS.fullmatch(text) or text.translate(_TWINS) in _LEGAL_RUN:
        return
    script, quality, kind = script_of(text), cell.quality, cell.kind
    if text.endswith("-"):  # a name cut off: "Yusuf Abu-"
        quality = Quality.WEAK
    text = text.rstrip("-").strip()
    if kind is NameKind.AKA and script not in ("Latn", COMMON):
        kind = NameKind.NATIVE
    yield Name(text=text, quality=quality, kind=kind, script=script)


_TWINS = str.maketrans("aceiopxykABCEHIKMOPTXĸëËáéóÁÉÓ", "асеіорхукАВСЕНІКМОРТХкёЁаеоАЕО")  # accents mark the stress
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN_TWINS = str.maketrans("асеіорхукАВСЕНІКМОРТХёЁ", "aceiopxykABCEHIKMOPTXëË")


def _one_alphabet(text: str) -> str:
    """Words in two alphabets with the letters of the one they can be written in: ``Вiктор`` with a Latin i, ``Віĸтар`` with a
    Greenlandic kra, ``Andreiс`` with a Cyrillic es."""
    return text if text.isascii() else _LETTERS.sub(_in_one_alphabet, text)


def _in_one_alphabet(match: re.Match[str]) -> str:
    word = match[0]
    if not {"Latn", "Cyrl"} <= {script_of_letter(letter) for letter in word}:
        return word
    as_cyrillic, as_latin = word.translate(_TWINS), word.translate(_LATIN_TWINS)
    whole = [one for one in (as_cyrillic, as_latin) if len({script_of_letter(letter) for letter in one}) == 1]
    return whole[0] if len(whole) == 1 else as_cyrillic if whole and script_of(word) == "Cyrl" else as_latin if whole else word
