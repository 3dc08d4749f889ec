"""How sure: tier, score and the evidence, in words a person understands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.matching import commonness, context, weights
from monitor.matching.entity_codec import Record
from monitor.matching.index import COMMON, Index
from monitor.matching.lookup import LOOKED_UP, is_bare_name
from monitor.matching.mentions import HEADLINE, INITIAL, Found, is_bare_surname
from monitor.matching.names import WEIGHT, Kind, Role, is_common, is_given, is_patronymic
from monitor.matching.normalise import fold, plain_form, script_of
from monitor.matching.parts import is_merely_similar
from monitor.matching.persons import another_initial, are_two_persons, compared
from monitor.matching.readings import are_two_branches
from monitor.matching.score import Hit, covers, other_consonants
from monitor.matching.similarity import rule
from monitor.matching.single import ONE_OF_SEVERAL, is_listed_small
from monitor.matching.syllables import is_southern
from monitor.matching.tables import words
from monitor.matching.tokens import Text, is_cased, opens, tokens
from monitor.model import EntityType, Evidence, Tier

_ROLE_NAMES = {Role.FAMILY: "family name", Role.GIVEN: "given name", Role.MIDDLE: "further name", Role.WHOLE: "name part",
               Role.FREQUENT: "frequent given name"}
_ONE_LETTER = re.compile(r"\b[^\W\d_]\b")
_SON_OF = frozenset(["bin", "ibn", "بن", "ابن", "бин", "ибн"])
_ARTICLES = frozenset(["al", "el", "ash", "аль", "эль"])
_OF_ONE_TONGUE = frozenset("gmbh bv srl sarl oy kft".split())  # legal forms that nobody translates
_LOWER = {Tier.STRONG: Tier.PROBABLE, Tier.PROBABLE: Tier.POSSIBLE, Tier.POSSIBLE: Tier.POSSIBLE}
_BESIDE = 2  # tokens within which a word like fighters belongs to the name
_CLOSE = 12  # tokens within which a ship's cue or a contradiction belongs to the name


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is claimed of one entity in one document."""

    tier: Tier
    score: float
    evidence: tuple[Evidence, ...]
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class _Support:
    own: tuple[context.Found, ...]
    general: tuple[str, ...]
    against: tuple[str, ...]
    close: tuple[str, ...]
    fighters: tuple[str, ...]


def judge(found: Found, record: Record, texts: Sequence[Text], index: Index) -> Judgement | None:
    """Tier, score and evidence of an entity's hits; None where nothing is left of them."""
    hits = found.hits or found.singles
    if not hits:
        return None
    best = max(hits, key=lambda hit: (not is_bare_surname(hit, index), hit.score, hit.size, not opens(hit.text, hit.first), -hit.first))
    support = _support(best, record, texts, index)
    tier, why = _tier(best, found, record, support, texts, index)
    score = best.score
    lines = [*_part_lines(best, index), *[Evidence(rule=name, weight=weight, detail=detail) for name, weight, detail in best.remarks]]
    if support.against and not support.own and record.type is EntityType.PERSON:
        tier, score = Tier.POSSIBLE if best.size <= 2 else _LOWER[tier], score - weights.CONTRADICTION
        lines.append(Evidence(rule="contradiction", weight=-weights.CONTRADICTION,
                              detail=f"“{support.against[0]}” stands near: maybe a namesake"))
    if tier is Tier.POSSIBLE:
        score = min(score, weights.POSSIBLE_CAP)
    lines += _context_lines(found, record, support)
    lines.append(Evidence(rule="tier", weight=0.0, detail=f"{tier.value}: {why}"))

    return Judgement(tier, round(max(score, 0.0), 4), tuple(lines[:weights.EVIDENCE_LINES]), tuple(hits))


def _support(best: Hit, record: Record, texts: Sequence[Text], index: Index) -> _Support:
    own_words = frozenset(fold(surface, best.text.language).plain for surface in best.text.surfaces[best.first:best.last])
    own = context.supporting_cues(record.cues, texts, own_words) if record.cues else []
    general = context.words_near("supporting", best.text, best.first, best.last)
    if record.type in (EntityType.VESSEL, EntityType.AIRCRAFT):
        kind = "ship" if record.type is EntityType.VESSEL else "aircraft"
        general = context.words_near(kind, best.text, best.first, best.last, _CLOSE)
    against = context.words_near("contradicting", best.text, best.first, best.last, _CLOSE)
    close = context.words_near("forces", best.text, best.first, best.last, _BESIDE)
    fighters = context.words_near("fighters", best.text, best.first, best.last, _BESIDE)
    return _Support(tuple(own), tuple(general), tuple(against), tuple(close), tuple(fighters))


def _tier(best: Hit, found: Found, record: Record, support: _Support, texts: Sequence[Text], index: Index) -> tuple[Tier, str]:
    if found.identified:
        return Tier.STRONG, f"{found.identified} is in the text"
    kind = Kind(int(index.name_kind[best.name]))
    if not found.hits and kind is not Kind.NATIVE:
        if record.type is EntityType.ORGANISATION and kind is Kind.ONE and best.weak and _has_legal_form(best, index):
            return Tier.PROBABLE, "named with its legal form"
        return _single_tier(best, kind, record, support, texts, index)
    if any(rule == LOOKED_UP for rule, _, _ in best.remarks):
        doubt = _another_legal_form(best, index)
        return (Tier.POSSIBLE, doubt) if doubt else (Tier.PROBABLE, "the name looked up")
    if best.weak:
        told = support.own and not any(map(is_merely_similar, best.parts))
        return (Tier.PROBABLE, "weak name with context") if told else (Tier.POSSIBLE, "a weak name without context")
    if kind is Kind.NATIVE:
        if script_of(index.name_text(best.name)) != "unspaced":
            if is_southern(index.name_text(best.name), best.text.text[best.start]) and not support.own:
                return Tier.POSSIBLE, "a Southern spelling of a name listed as in the North"
            return Tier.PROBABLE, "the Korean spelling of a listed name"
        short = best.end - best.start <= 2
        return (Tier.POSSIBLE, "a short native name without context") if short and not support.own else (Tier.STRONG, "listed spelling")
    return _full_tier(best, record, support, texts, index)


def _full_tier(best: Hit, record: Record, support: _Support, texts: Sequence[Text], index: Index) -> tuple[Tier, str]:
    person = record.type is EntityType.PERSON
    looked_up = len(texts) == 1 and (covers(best.text, best.parts) if best.parts else best.last - best.first == len(best.text.surfaces))
    common = not looked_up and best.size <= 2 and (bool(index.name_flags[best.name] & COMMON) or (person and _of_common_words(best, index)))
    doubt = (_doubt(best, index) or _another_person(best, texts, index)) if person else ""
    doubt = doubt or (_another_organisation(best, index) if record.type is EntityType.ORGANISATION and len(texts) == 1 else "")
    if doubt:
        return Tier.POSSIBLE, doubt
    if person and best.parts and not looked_up:
        told = commonness.bits(best, index)
        common = common or told < commonness.needed(index)
        if told + _support_bits(support) < commonness.needed(index):
            return Tier.POSSIBLE, "a name that others bear, or nearly, and too little context"
    if person and not support.own and _is_behind_bin(best, index):
        return Tier.POSSIBLE, "a father's name where the family name should stand"
    if common and not (support.own or (person and _is_told(record, support, texts, index))):
        return Tier.POSSIBLE, "a common name without context"
    if best.text.caseless and not support.own and best.size <= 2 and common:
        return Tier.POSSIBLE, "a common name, capitals say nothing here"
    exact = best.score >= weights.STRONG
    if record.type in (EntityType.VESSEL, EntityType.AIRCRAFT) and not (support.own or support.general or looked_up):
        return (Tier.PROBABLE if best.size > 2 and exact else Tier.POSSIBLE), "a ship's or aircraft's name without a cue"
    if exact and not common and not best.text.caseless:
        return Tier.STRONG, "listed spelling"
    return Tier.PROBABLE, "common name with context" if common else "a spelling of the full name"


def _is_behind_bin(best: Hit, index: Index) -> bool:
    """Whether the text makes the listed family name a father's: Mohammed bin Salman is no Muhammad Salman."""
    family = next((part.first for part in best.parts if part.role is Role.FAMILY), 0)
    if not best.first < family:
        return False
    return best.text.plain[family - 1] in _SON_OF and _SON_OF.isdisjoint(fold(word).plain for word in tokens(index.name_text(best.name))[0])


def _is_told(record: Record, support: _Support, texts: Sequence[Text], index: Index) -> bool:
    """Whether a common name without a cue of its own has words of sanctions and armed groups near it; on a short list that tells
    nothing of its bearer, whether the article is of public life at all."""
    if len(set(support.general)) >= weights.GENERAL_CUES:
        return True
    return not record.cues and commonness.is_short(index) and context.is_of_public_life(texts)


def _support_bits(support: _Support) -> float:
    """What the text around a name says for it, in bits."""
    own = sum(weights.BITS_COUNTRY_CUE if cue.kind == "country" else weights.BITS_OWN_CUE for cue in {
        plain_form(cue.text)[:4]: cue for cue in support.own}.values())
    return min(own, weights.BITS_CUES_CAP) + min(len(set(support.general)), weights.GENERAL_CUES) * weights.BITS_GENERAL_CUE


def _of_common_words(best: Hit, index: Index) -> bool:
    """Whether what stands of a longer listed name are two of the world's most frequent names."""
    return bool(best.parts) and all(is_common(index.token_text(part.token)) for part in best.parts)


def _doubt(best: Hit, index: Index) -> str:
    """Why a person's name may well be another's, whatever the text says beside it, or nothing."""
    rules = {rule for rule, _, _ in best.remarks}
    family = next((part for part in best.parts if part.role is Role.FAMILY), None)
    others = [index.token_text(part.token) for part in best.parts if part is not family]
    if "given name" in rules and all(map(is_given, others)):
        return "the given name in front is another"
    if not best.text.caseless and _has_word_between(best):
        return "a word in small letters between the names"
    if "further surname" in rules:
        return "a further surname behind the name: maybe a relative"
    if family is None or len(others) > 1:
        return ""
    if "order" in rules and all(map(is_given, [index.token_text(family.token), *others])):
        return "given names in another order"
    latin = script_of(best.text.surfaces[family.first]) == "latin"
    apart = family.similarity < weights.FUZZY_PAIR or other_consonants(family, best.text, index)
    if latin and is_merely_similar(family) and apart and all(map(is_common, others)):
        return "a frequent given name and a family name that is merely similar"
    return ""


def _has_word_between(best: Hit) -> bool:
    """Whether a word in small letters, no particle and tied to none by a hyphen, stands between the parts: Hassan ni Rais."""
    held = {place for part in best.parts for place in range(part.first, part.last)}
    return any(place not in held and best.text.surfaces[place].islower() and len(best.text.surfaces[place]) > 1
               and best.text.between(place, place + 1) == " "
               and best.text.plain[place] not in words("particles") | words("titles") for place in range(best.first, best.last - 1))


def _another_person(best: Hit, texts: Sequence[Text], index: Index) -> str:
    """Whether a person's name has another middle initial than the listed one, or in a text that is nothing but the name each has a
    word that the other lacks."""
    listed, written = index.name_text(best.name), best.text.text[best.start:best.end]
    if (_ONE_LETTER.search(listed) or _ONE_LETTER.search(written)) and another_initial(listed, written):
        return "another middle initial"
    if best.parts and len(texts) == 1 and is_bare_name(best.text) and all(map(is_cased, best.text.surfaces)):
        names = compared(listed, best.text.text)
        names = replace(names, listed_only=tuple(word for word in names.listed_only if not is_patronymic(word)))
        if are_two_persons(names):
            return f"{', '.join(names.written_only + names.listed_only)} stands in one of the names only"
    return ""


def _of_a_longer_name(best: Hit, record: Record, texts: Sequence[Text]) -> tuple[Tier, str] | None:
    """The tier of an organisation's one word in a text that is nothing but another's name; None elsewhere."""
    inside = record.type is EntityType.ORGANISATION and len(texts) == 1 and _is_part_of_a_name(best)
    return (Tier.POSSIBLE, "one word of another organisation's name") if inside else None


def _single_tier(best: Hit, kind: Kind, record: Record, support: _Support, texts: Sequence[Text], index: Index) -> tuple[Tier, str]:
    best_text = index.name_text(best.name)
    letters = best.end - best.start
    told = _told_by_remark(best, record, support, index) or _of_a_longer_name(best, record, texts)
    if told is not None:
        return told
    if not best.weak and len(texts) == 1 and covers(best.text, best.parts) and best.score >= weights.SAME_SOUND:
        return Tier.PROBABLE, "the name looked up"
    if record.type in (EntityType.VESSEL, EntityType.AIRCRAFT):
        region = fold(best_text).plain in words("regions")
        cue = context.words_near("ship", best.text, best.first, best.last, _BESIDE) if region else support.general
        return (Tier.PROBABLE, "one word with a cue") if cue else (Tier.POSSIBLE, "one word without a cue")
    if best.weak and support.fighters and len(best_text.split()) > 1 and record.type is EntityType.ORGANISATION:
        return Tier.PROBABLE, "an organisation's word beside it"
    if best.weak:
        return (Tier.PROBABLE, "weak name with context") if any(cue.kind == "context" for cue in support.own) else (
            Tier.POSSIBLE, "a weak name without context")
    organisation = record.type is EntityType.ORGANISATION
    if kind is Kind.ACRONYM:
        named = letters >= weights.ACRONYM_LETTERS and (support.own or support.close)
        return (Tier.PROBABLE, "acronym with context") if named else (Tier.POSSIBLE, "an acronym without context")
    own_name = fold(record.name).plain == fold(best_text).plain
    if organisation and letters >= weights.ONE_WORD_ORGANISATION and own_name and _stands_inside(best):
        return Tier.PROBABLE, "the organisation's only name"
    if organisation and letters >= weights.ONE_WORD_LETTERS and _has_article(best, best_text):
        return Tier.PROBABLE, "named with its article"
    if organisation and letters >= weights.ONE_WORD_LETTERS and is_listed_small(best_text):
        return Tier.PROBABLE, "a people's or movement's name listed in small letters"
    spoken_for = support.own or (organisation and (support.general or support.close))
    if record.type is EntityType.PERSON and (is_given(best_text) or opens(best.text, best.first)):
        return Tier.POSSIBLE, "a given name alone" if is_given(best_text) else "one word where any word has its capital"
    if spoken_for and letters >= _letters_needed(best_text) and not best.text.caseless:
        return Tier.PROBABLE, "one word with context"
    return Tier.POSSIBLE, "one word without context"


def _told_by_remark(best: Hit, record: Record, support: _Support, index: Index) -> tuple[Tier, str] | None:
    """The tier of a word that stands for a longer name: in a headline, beside an initial, inside another's; None of any other."""
    if any(rule == HEADLINE for rule, _, _ in best.remarks):
        cue = support.own or support.general
        return (Tier.PROBABLE, "a headline's surname with a cue") if cue else (Tier.POSSIBLE, "a headline's surname without a cue")
    if any(rule == INITIAL for rule, _, _ in best.remarks):
        enough = support.own or (commonness.is_short(index) and not record.cues)
        sure = enough and index.bearers(best.text.surfaces[best.parts[0].first], best.text.language, weights.SAME_NAME) == 1
        return (Tier.PROBABLE, "a rare family name and an initial") if sure else (Tier.POSSIBLE, "an initial for the given name")
    if any(rule == ONE_OF_SEVERAL for rule, _, _ in best.remarks):
        return Tier.POSSIBLE, "one word of a longer name"
    return None


def _has_legal_form(best: Hit, index: Index) -> bool:
    """Whether text and list both write a legal form beside the one word that tells: Crystalord Limited."""
    listed = {fold(word).plain for word in tokens(index.name_text(best.name))[0]}
    around = best.text.surfaces[max(0, best.first - 2):best.first] + best.text.surfaces[best.last:best.last + 2]
    capitals = [fold(surface).plain for surface in around if len(surface) > 1 and surface[0].isupper()]
    return not words("legal").isdisjoint(listed) and not words("legal").isdisjoint(capitals)


def _another_organisation(best: Hit, index: Index) -> str:
    """Why an organisation looked up by its name is another than the listed one, or nothing: a word or two more, another legal form."""
    surfaces = best.text.surfaces
    if are_two_branches(f"{index.name_text(best.name)} {index.record(best.entity).name}", best.text.text):
        return "another country's branch"
    if not best.parts or len(surfaces) > weights.LOOKED_UP:
        return ""
    if not all(is_cased(surface) and not surface.islower() for surface in surfaces):  # scripts without capitals do not tell
        return ""
    if not covers(best.text, best.parts):
        # without capitals a short sentence and a longer name look the same: what stands beside it may be a verb
        longer = len(surfaces) - best.size <= weights.WORDS_MORE and any(map(is_cased, surfaces))
        return "a word more than the name" if longer else ""
    return _another_legal_form(best, index)


def _another_legal_form(best: Hit, index: Index) -> str:
    """Whether text and list give an organisation legal forms of two kinds, or one of its own tongue that the other has not."""
    written, listed = ({fold(word).plain for word in every} for every in (best.text.surfaces, tokens(index.name_text(best.name))[0]))
    forms = [{kind for kind in ("limited", "stock") if not words(kind).isdisjoint(held)} for held in (written, listed)]
    native = [held & _OF_ONE_TONGUE for held in (written, listed)]
    apart = native[0] != native[1] and all(forms) and all(any(word.isascii() for word in held) for held in (written, listed))
    return "another legal form" if all(forms) and (forms[0].isdisjoint(forms[1]) or apart) else ""


def _is_part_of_a_name(best: Hit) -> bool:
    """Whether the text is nothing but an organisation's longer name, with its legal form, that a word stands in."""
    surfaces = best.text.surfaces
    if best.text.caseless or len(surfaces) > weights.LOOKED_UP or len(surfaces) - best.size <= weights.WORDS_MORE:
        return False
    named = all(surface[0].isupper() or not is_cased(surface) for surface in surfaces)
    return named and not (words("limited") | words("stock")).isdisjoint(fold(surface).plain for surface in surfaces)


def _letters_needed(listed: str) -> int:
    return weights.ONE_WORD_VOWELLESS if fold(listed).vowelless else weights.ONE_WORD_LETTERS


def _has_article(best: Hit, listed: str) -> bool:
    """Whether list and text both write the Arabic article in front: al-Shabaab."""
    before = best.first - 1
    return (before >= 0 and best.text.surfaces[before].casefold() in _ARTICLES and best.text.between(before, best.first) in ("-", " ")
            and listed.casefold().replace("-", " ").split()[0] in _ARTICLES)


def _stands_inside(best: Hit) -> bool:
    """Whether a word stands in running text, where its capital tells a name, and nowhere without it."""
    text = best.text
    surface = text.surfaces[best.first]
    return not text.caseless and surface.lower() not in text.words


def _part_lines(best: Hit, index: Index) -> list[Evidence]:
    if not best.parts:
        told = "listed spelling" if best.name >= 0 else "identifier"
        return [Evidence(rule=told, weight=1.0, detail=best.text.text[best.start:best.end])]
    total = sum(WEIGHT[part.role] for part in best.parts)
    lines = []
    for part in best.parts:
        written = best.text.text[best.text.starts[part.first]:best.text.ends[part.last - 1]]
        lines.append(Evidence(rule=_ROLE_NAMES[part.role], weight=round(WEIGHT[part.role] * part.similarity / total, 2),
                              detail=f"{written} = {index.token_text(part.token)} ({rule(part.similarity)})"))
    return lines


def _apart(cues: Sequence[context.Found]) -> list[str]:
    """The first letters of each cue, once: Iran, Irán and Írán are one."""
    return list(dict.fromkeys(plain_form(cue.text)[:4] for cue in cues))


def _context_lines(found: Found, record: Record, support: _Support) -> list[Evidence]:
    lines = []
    if found.identified:
        lines.append(Evidence(rule="identifier", weight=1.0, detail=found.identified))
    if support.own:
        told = ", ".join({plain_form(cue.text)[:4]: cue.text for cue in reversed(support.own)}[key] for key in _apart(support.own)[:3])
        lines.append(Evidence(rule="context", weight=0.1, detail=f"the text also says {told}"))
    elif support.general:
        lines.append(Evidence(rule="context", weight=0.05, detail=f"“{support.general[0]}” stands near"))
    lines += [Evidence(rule=name, weight=weight, detail=detail) for name, weight, detail in dict.fromkeys(found.notes)]
    if record.deceased:
        lines.append(Evidence(rule="deceased", weight=0.0, detail=f"listed as deceased {record.deceased}"))
    return lines
