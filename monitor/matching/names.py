"""A listed name as slots: which of its tokens must stand in a text, which may, in what order.

Persons: the family name and a given name must. Which token is the family name is told by a comma (``SOLEIMANI, Qasem``), by
capitals (``Qasem SOLEIMANI``), by an East Asian family name in front, else it is the last. Organisations, ships, aircraft:
every core token, in order. One-token names and acronyms are kept apart: they match exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from monitor.matching import weights
from monitor.matching.geography import country_beginnings
from monitor.matching.keys import clusters, concepts
from monitor.matching.normalise import fold, script_of
from monitor.matching.syllables import hangul, hangul_names
from monitor.matching.tables import common_names, korean_spellings, organisation_words, words
from monitor.matching.tokens import UNSPACED, is_cased, words_of
from monitor.model import EntityType


class Role(IntEnum):
    """What a token is in its name."""

    FAMILY = 0
    GIVEN = 1
    MIDDLE = 2
    WHOLE = 3
    FREQUENT = 4


class Kind(IntEnum):
    """How a name is looked for."""

    FULL = 0  # two tokens or more
    ONE = 1  # one token, exact
    ACRONYM = 2  # one token in capitals, exact
    NATIVE = 3  # a string of a script without spaces
    EXACT = 4  # its words in a row, whatever they are


class ListedName(NamedTuple):
    """One spelling of an entity, ready for the index. ``slots`` are (surface, role); ``weak`` needs context; of a
    ``strict`` one no part may be merely similar; an ``ordered`` one keeps its order.
    A tuple, since a large list makes millions of them."""

    text: str
    kind: Kind
    slots: tuple[tuple[str, Role], ...]
    weak: bool = False
    ordered: bool = False
    strict: bool = False


WEIGHT = {Role.FAMILY: weights.FAMILY, Role.GIVEN: weights.GIVEN, Role.MIDDLE: weights.MIDDLE, Role.WHOLE: weights.WHOLE,
          Role.FREQUENT: weights.FREQUENT_GIVEN}

_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?|\b[A-Za-z]\.[A-Za-z]\b(?=\s*$)")  # S.A., B.V
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_EAST_ASIAN = frozenset("""kim ri lee yi pak park choe choi jong jung jon kang cho yun jang im han o so sin kwon hwang an song ryu hong paek
  no ro rim yang ko mun ku pae nam sim chon ju wang li zhang liu chen huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang
  xie tang xi mao wen bo cui qin jia meng qiu shao deng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su
  lu ding ren yao shen nguyen tran le pham
  hoang phan vu dang bui do ngo duong ly ким ли пак си ма ван чжан лю чэнь""".split())
FREQUENT = frozenset("""muhammad mohammad mohammed mohamed mohamad mohd mehmet abd abdul abdel sayyid seyed syed sayed said abu haji
  hajji mullah seyyed sayyed seyyid
  maulavi mawlawi sheikh shaikh kim mohammadi maria jose juan maulvi qari
  umm hajj mr mrs dr""".split())
COMPANY_FORMS = frozenset("llc ltd limited inc gmbh corp".split())  # of a firm named after a person, whose name it is
_NAMES_BEFORE_ORIGIN = 3
_PARTS_JOINED = 6  # parts of a name up to which two may be written as one
_GLUED = re.compile("(?<=[a-z])(?=[A-Z])")
_GLUED_WORD = re.compile("(?!(?:Mac|Fitz|Van|Von|Abu|Ibn|Bin|Ben|Del|Dos)[A-Z])[A-Z][a-z]{2,}[A-Z][a-z]{2,}")
_LATVIAN_ALONE = re.compile("(?:[ei]js|[oei]vs)$")  # no other tongue's: Roberts has an s as well
_LATVIAN = re.compile("(?:[ei]js|[oei]vs|[bdfgklmnrtz]s|[kc]is|ins)$")
_OF_THE_FATHER = re.compile("(?:[oeaiоеаіїиє][vuwвў])?(?:[iy]t?ch|na|ич|іч|на)$", re.IGNORECASE)
_TWO = 2
_FATHERS_ENDINGS = ("ai", "ei", "ii", "iy", "i", "a", "l")  # what a patronymic drops of the father's name: Nikolai, Georgii, Nikita
_FATHERS_ENDINGS_CYRILLIC = ("ай", "ей", "ий", "ій", "й", "а", "ль")
_ORIGIN = re.compile(r"\b[aA][lL][- ]\w+i$", re.IGNORECASE)
_PATRONYMIC = re.compile("(?:vich|vych|a[uvw]na|[eio][uw]na|ovitch|віч|ўна|"
                         "ovna|evna|ivna|ichna|vič|uly|uulu|ogly|oglu|oğlu|kyzy|qizi|вич|вна|ович|івна)$", re.IGNORECASE)
_SUFFIXES = frozenset("jr sr ii iii iv мл".split())
_ASSIMILATED = frozenset("ul ud ur uz us".split())
_ARTICLES = frozenset("al el".split()) | _ASSIMILATED
_KUNYA = frozenset("abu umm ابو ام أبو абу".split())


def listed_names(text: str, kind: EntityType, *, weak: bool = False) -> Iterable[ListedName]:
    """The forms under which one spelling is looked for: mostly one, more where neighbouring tokens may be written as one."""
    if not text.isascii() and UNSPACED.search(text):
        return _native(text, weak)
    bare = unbracketed(text).strip() or text
    if kind is EntityType.PERSON:
        return _ordinary(bare, weak) or _of_a_person(bare, weak)
    return _of_a_thing(bare, kind, weak)


def _ordinary(text: str, weak: bool) -> list[ListedName]:
    """The forms of a person's name in which no word asks for more than its place: most are such. Nothing where one does."""
    head, _, tail = text.partition(",")
    every, family = words_of(text), words_of(head) if tail else ()
    if len(every) < _TWO or len(family) == len(every) or not all(map(_is_ordinary, every)):
        return []
    if not family and any(map(str.isupper, every)) and not all(map(str.isupper, every)):
        return []
    found = _full(text, family, every[len(family):], weak, family_first=True) if family else _full(text, every[-1:], every[:-1], weak)
    return [found, *_joined(found)] if _TWO < len(every) <= _PARTS_JOINED else [found]


@lru_cache(maxsize=65536)
def _is_ordinary(word: str) -> bool:
    """Whether no rule for a part of a person's name but those of ``_full`` and ``_joined`` may be about a word."""
    return word.isascii() and word.isalpha() and len(word) > 1 and (word.istitle() or word.isupper()) and not (
        fold(word).plain in _particular() or _LATVIAN_ALONE.search(word))


@cache
def _particular() -> frozenset[str]:
    """The words that rules for a person's name are about."""
    return (words("particles") | words("ranks") | words("legal") | korean_spellings() | _EAST_ASIAN | _SUFFIXES | _ARTICLES)


def _of_a_person(text: str, weak: bool) -> Iterator[ListedName]:
    found = _person(text, weak)
    if found is None:
        return
    yield found
    if found.strict and not weak:
        yield from _hangul(found)
    if found.kind is Kind.FULL:
        yield from _with_article(text, found)
        yield from _without_origin(text, found)
        if len(found.slots) <= _PARTS_JOINED:
            yield from _joined(found)
    yield from _as_elsewhere(text, weak)


def _of_a_thing(text: str, kind: EntityType, weak: bool) -> Iterator[ListedName]:
    found = _whole(text, kind, weak)
    if found is None:
        return
    yield found
    if kind is EntityType.ORGANISATION and found.kind is Kind.FULL:
        yield from _core_alone(found)
        yield from _compound(found)


def unbracketed(text: str) -> str:
    """``text`` without what stands in brackets, nested ones too."""
    while "(" in text or "[" in text:
        bare = _BRACKETED.sub(" ", text)
        if bare == text:
            break
        text = bare
    return text


def _native(text: str, weak: bool) -> Iterator[ListedName]:
    string = "".join(text.split()) if not re.search("[ก-๛]", text) else text.strip()
    if len(string) >= 2:
        for form in dict.fromkeys((text.strip(), string, string.replace("·", "・"), string.replace("·", "•"))):
            yield ListedName(text=text, kind=Kind.NATIVE, slots=((form, Role.WHOLE),), weak=weak)


def _hangul(name: ListedName) -> Iterator[ListedName]:
    """A Korean name in Latin letters as it stands in Hangul, whatever particle is written onto it."""
    family, *given = [surface for surface, _ in name.slots]
    if name.slots[0][1] is Role.FAMILY and all(map(is_cased, (family, *given))):
        for hangul in hangul_names(family, "".join(given)):
            yield ListedName(text=name.text, kind=Kind.NATIVE, slots=((hangul, Role.WHOLE),))


def _person(text: str, weak: bool) -> ListedName | None:
    head, comma, tail = text.partition(",")
    family, given = _name_tokens(head), _name_tokens(tail) if tail else []
    if comma and len(family) == 1 and _is_east_asian(family + given):
        return _east_asian(text, family + given, weak)
    if comma and family and given and not words("legal").issuperset(fold(word).plain for word in given):
        return _full(text, family, given, weak, family_first=True)
    every = family + given
    suffixes = [word for word in every if fold(word).plain in _SUFFIXES]
    if suffixes and len(every) - len(suffixes) >= 2:
        core = _person(" ".join(word for word in every if word not in suffixes), weak)
        return core and ListedName(text=text, kind=core.kind, weak=weak, slots=(*core.slots, *((word, Role.WHOLE) for word in suffixes)))
    if len(every) < 2:
        return _single(text, every, weak)
    shouted = [word for word in every if word.isupper() and len(word) > 1]
    if len(shouted) == 1 and _is_east_asian(shouted + [word for word in every if word not in shouted]):
        return _east_asian(text, shouted + [word for word in every if word not in shouted], weak)
    if 0 < len(shouted) < len(every) and every[-len(shouted):] == shouted:
        return _full(text, shouted, every[:-len(shouted)], weak)
    if 0 < len(shouted) < len(every) and every[:len(shouted)] == shouted:
        return _full(text, shouted, every[len(shouted):], weak, family_first=True)
    if _is_east_asian(every):
        return _east_asian(text, every, weak)
    return _full(text, every[-1:], every[:-1], weak, strict=len(every) == 2 and fold(every[-1]).plain in _EAST_ASIAN)


def _east_asian(text: str, every: list[str], weak: bool) -> ListedName:
    """The family name in front, then given syllables that must all stand there: one syllable makes another person."""
    slots = [(every[0], Role.FAMILY)] + [(word, Role.WHOLE) for word in every[1:]]
    return ListedName(text=text, kind=Kind.FULL, slots=tuple(slots), weak=weak, strict=True)


def _full(text: str, family: Sequence[str], given: Sequence[str], weak: bool, *, family_first: bool = False,
          strict: bool = False) -> ListedName:
    """Slots in reading order: given names, family names."""
    slots = _given_slots(given) if len(given) > 1 else [(given[0], Role.GIVEN)]
    if len(family) == 1:
        slots.append((family[0], Role.FAMILY))
    else:
        main = 0 if family_first or not _starts_weakly(family) else len(family) - 1
        slots += [(word, Role.FAMILY if place == main else Role.MIDDLE) for place, word in enumerate(family)]
    kunya = len(slots) == _TWO and fold(given[0]).plain in _KUNYA
    return ListedName(text, Kind.FULL, tuple(slots), weak=weak or kunya, strict=strict)


def _given_slots(given: Sequence[str]) -> list[tuple[str, Role]]:
    """The first of several given names that is neither a patronymic nor one that everybody has must stand in a text, else the last."""
    slots: list[tuple[str, Role]] = []
    for place, word in enumerate(given):
        role = Role.MIDDLE if is_patronymic(word) else Role.FREQUENT if fold(word).plain in FREQUENT else Role.GIVEN
        slots.append((word, role))
        if role is Role.GIVEN:
            return slots + [(later, Role.MIDDLE) for later in given[place + 1:]]
    return [*slots[:-1], (given[-1], Role.GIVEN)]


def _starts_weakly(family: Sequence[str]) -> bool:
    return len(family[0]) < 3 or fold(family[0]).plain in FREQUENT


def _is_east_asian(every: list[str]) -> bool:
    if not _TWO <= len(every) <= _NAMES_BEFORE_ORIGIN:
        return False
    family, *given = [fold(word).plain for word in every]
    korean = family in korean_spellings() and all(map(hangul, given))
    return (family in _EAST_ASIAN or korean) and all(len(word) <= 8 for word in given)


def _whole(text: str, kind: EntityType, weak: bool) -> ListedName | None:
    every = list(words_of(collapsed(text)))
    legal = words("legal")
    core = [word for word in every if fold(word).plain not in legal] if kind is EntityType.ORGANISATION else every
    if len(core) < 2 and len(every) > 1 and kind is EntityType.ORGANISATION:
        core = [word for word in every if fold(word).plain not in words("particles") and len(word) > 1]
    if len(core) < 2:
        return _single(text, core or every, weak)
    if all(len(word) == 1 for word in core):
        return None
    slots = [(word, Role.WHOLE) for word in core if fold(word).plain not in words("particles")]
    return ListedName(text=text, kind=Kind.FULL, slots=tuple(slots), weak=weak, ordered=True) if len(slots) > 1 else _single(
        text, [word for word, _ in slots] or core, weak)


def collapsed(text: str) -> str:
    """``text`` with dotted letters as one word: S.A., A.B.C."""
    return _DOTTED.sub(lambda dotted: dotted.group().replace(".", ""), text)


def _single(text: str, every: list[str], weak: bool) -> ListedName | None:
    if not every or len(every[0]) < 2 or every[0].isdigit():
        return None
    kind = Kind.ACRONYM if _is_acronym(every[0]) else Kind.ONE
    return ListedName(text=text, kind=kind, slots=((every[0], Role.WHOLE),), weak=weak)


def _is_acronym(word: str) -> bool:
    """Whether a word is written as an acronym: short, in capitals, or with capitals inside (LeT, JuD)."""
    return len(word) <= 5 and script_of(word) in ("latin", "cyrillic") and (word.isupper() or (
        word[-1].isupper() and word[0].isupper() and any(map(str.islower, word))))


def _joined(name: ListedName) -> Iterator[ListedName]:
    """The name with two neighbouring short tokens written as one: Jong Un as Jongun, Abd Rahman as Abdrahman."""
    if len(name.slots) == _TWO:
        return
    for place, ((left, role), (right, other)) in enumerate(pairwise(name.slots)):
        if Role.FAMILY in (role, other) and script_of(left) != "arabic":
            continue
        if len(left) + len(right) > 18 or (min(len(left), len(right)) > 4 and not fold(left).plain.startswith("abd")):
            continue
        merged = (left + right.lower(), min(role, other))
        yield ListedName(text=name.text, kind=Kind.FULL, weak=name.weak, ordered=name.ordered, strict=name.strict,
                         slots=(*name.slots[:place], merged, *name.slots[place + 2:]))


def _without_origin(text: str, name: ListedName) -> Iterator[ListedName]:
    """The name without the place of origin behind it, which news leave out: Saddam Hussein al-Tikriti. Where what is left are
    names everybody has it stays."""
    last, role = name.slots[-1]
    rest = name.slots[:-1]
    if not 2 <= len(rest) <= _NAMES_BEFORE_ORIGIN or role is not Role.FAMILY or not _ORIGIN.search(text):
        return
    if any(other is Role.WHOLE for _, other in rest):
        return
    if last[-1] in "iIy" and not all(is_common(surface) for surface, _ in rest):
        slots = tuple((surface, Role.FAMILY if place == len(rest) - 1 else own) for place, (surface, own) in enumerate(rest))
        if any(own is Role.GIVEN for _, own in slots):
            yield ListedName(text=name.text, kind=name.kind, slots=slots, weak=name.weak)


def _core_alone(name: ListedName) -> Iterator[ListedName]:
    """An organisation whose name is one telling word and a legal form, by that word alone: weak."""
    core = [surface for surface, _ in name.slots if fold(surface).plain not in words("legal")]
    if len(core) == 1 and len(core[0]) >= 5 and not (_says_little(fold(core[0]).plain) or concepts(fold(core[0]))):
        yield ListedName(text=name.text, kind=Kind.ONE, slots=((core[0], Role.WHOLE),), weak=True)


def _compound(name: ListedName) -> Iterator[ListedName]:
    """The name with two words as the one by which other languages translate them: Machine-Building, машиностроительный."""
    for place, ((left, role), (right, _)) in enumerate(pairwise(name.slots)):
        if fold(left).plain + fold(right).plain in organisation_words() and len(name.slots) > 2:
            merged = (left + right.lower(), role)
            yield ListedName(text=name.text, kind=name.kind, weak=name.weak, ordered=name.ordered, strict=name.strict,
                             slots=(*name.slots[:place], merged, *name.slots[place + 2:]))


def _says_little(plain: str) -> bool:
    """Whether a word is generic, or a country or its adjective (told by the first letters: Libyan, Korean)."""
    return plain in words("generic") or plain[:4] in country_beginnings()


def _with_article(text: str, name: ListedName) -> Iterator[ListedName]:
    """The name with an article written onto its neighbour: Saif ul-Malook as Saiful Malook, El Sisi as Elsisi."""
    every = words_of(text)
    for place, word in enumerate(every[:-1]):
        plain = fold(word).plain
        if plain not in _ARTICLES:
            continue
        if place and plain in _ASSIMILATED:
            yield _replaced(name, every[place - 1], every[place - 1] + word.lower())
        yield _replaced(name, every[place + 1], word + every[place + 1].lower())


def _as_elsewhere(text: str, weak: bool) -> Iterator[ListedName]:
    """The name with glued words apart (FirstLast), and without the endings that Latvian gives a foreign one (Sergejs Mironovs)."""
    every = words_of(text)
    apart = [_GLUED.sub(" ", word) if _GLUED_WORD.fullmatch(word) else word for word in every]
    bare = [word[:-1] for word in every] if _is_latvian(every) else list(every)
    for other in (" ".join(apart), " ".join(bare)):
        found = _person(other, weak) if other != " ".join(every) else None
        if found is not None:
            yield found._replace(text=text)


def _is_latvian(every: Sequence[str]) -> bool:
    return len(every) == _TWO and all(map(_LATVIAN.search, every)) and any(map(_LATVIAN_ALONE.search, every))


def _replaced(name: ListedName, old: str, new: str) -> ListedName:
    slots = tuple((new if surface == old else surface, role) for surface, role in name.slots)
    return ListedName(text=name.text, kind=name.kind, slots=slots, weak=name.weak, ordered=name.ordered, strict=name.strict)


def _name_tokens(text: str) -> list[str]:
    """The tokens of a person's name that count: no particles, titles only where nothing else is left."""
    every = [word for word in words_of(text) if not word.isdigit() and (len(word) > 1 or not is_cased(word))]
    core = [word for word in every if fold(word).plain not in words("particles")] or every
    if len(core) > _TWO and fold(core[-1]).plain in COMPANY_FORMS:
        core = core[:-1]
    if len(core) < 2 <= len(every) and is_given(every[0]):
        core = every  # Ben before one name is no son of anybody
    while len(core) > 2 and fold(core[0]).plain in words("ranks"):
        core = core[1:]
    return core


@lru_cache(maxsize=65536)
def is_common(surface: str) -> bool:
    """Whether a token is one of the world's most frequent names."""
    return fold(surface).plain in common_names()


@lru_cache(maxsize=65536)
def is_patronymic(surface: str) -> bool:
    """Whether a name is a Slavic or Turkic patronymic, which news leave out."""
    return bool(_PATRONYMIC.search(surface if surface.isascii() else fold(surface).plain))


def same_father(one: str, other: str) -> bool:
    """Whether two patronymics are of one father's name, in the spelling of Russian, Belarusian or Ukrainian: Borisovna, Barisauna;
    Nikolaevich, Mikalaevich, Миколайович."""
    if not (is_patronymic(one) and is_patronymic(other)):
        return False
    left, right = _fathers(fold(one).plain), _fathers(fold(other).plain)
    return not _clusters_of(left).isdisjoint(_clusters_of(right)) or not set(fold(left[0]).skeletons).isdisjoint(fold(right[0]).skeletons)


def _fathers(patronymic: str) -> list[str]:
    """What the father's name may be: Nikolaevich is of Nikola and Nikolai."""
    stem = _OF_THE_FATHER.sub("", patronymic).rstrip("ьй")
    return [stem, *(stem + ending for ending in (_FATHERS_ENDINGS if stem.isascii() else _FATHERS_ENDINGS_CYRILLIC))]


def _clusters_of(every: Sequence[str]) -> frozenset[int]:
    return frozenset().union(*(clusters(fold(name)) for name in every))


def is_given(surface: str) -> bool:
    """Whether a token is a given name of the table, or one of the world's most frequent names."""
    return is_common(surface) or bool(clusters(fold(surface)))


def is_generic(name: ListedName) -> bool:
    """Whether an organisation is named by words any country has one of: Ministry of Defence, Islamic Army."""
    return name.ordered and all(fold(surface).plain in words("generic") for surface, _ in name.slots)
