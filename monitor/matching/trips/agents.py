"""Everybody a sentence names: who is asked about, other people, offices, things that act, pronouns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.matching.trips.sentence import PREPOSITIONS, Agent, Piece, Sentence, is_cased

VOWELS = frozenset("aeiouyаеёиоуыэюяіїє")  # a name that ends in another letter is declined where names are
_CARRIED = 8  # tokens between a delegation and who leads it
_VEHICLE = 5  # tokens from a possessive to the vehicle possessed
_GENITIVE = ("'s", "’s", "'", "’")
_QUOTES = frozenset('"“”„«»')


def agents(sentence: Sentence, ours: Sequence[tuple[int, int]], declined: frozenset[int] = frozenset()) -> list[Agent]:
    """Everybody the sentence names, in order; ``ours`` are the token spans of the mentions asked about.

    Titles, roles and capitalised words side by side are one agent; it is ours when our name ends it
    ("Putin ally Soleimani"), not when our name only opens it ("Soleimani spokesman Ali"). ``declined``: the last tokens of
    our mentions that stand in another case than the listed name.
    """
    mine = {place for first, last in ours for place in range(first, last + 1)}
    found: list[Agent] = []
    run: list[tuple[int, str]] = []
    side_by_side = sentence.language.order != "before" or sentence.language.construct
    cases = {last: _case(sentence, last, declined) for _, last in ours} if side_by_side else {}
    kinds = [_kind(sentence, place, mine) for place in range(len(sentence.tokens))]
    things = {place for piece in sentence.pieces if (place := _thing(sentence, piece, kinds)) is not None}
    things.update(here.last for here in sentence.places if _acts(sentence, here.last))
    for place, kind in enumerate([*kinds, ""]):
        if kind and kind not in ("pronoun", "plural"):
            run.append((place, kind))
            continue
        if run:
            _close(sentence, run, found, cases)
            run = []
        if kind or place in things:
            found.append(Agent(place, place, kind or "thing"))
    return _travelling_as(sentence, found)


def _travelling_as(sentence: Sentence, found: list[Agent]) -> list[Agent]:
    """A vehicle or delegation with us in it made one agent with us: "a plane carrying Soleimani", "a delegation headed by him"."""
    merged: list[Agent] = []
    for agent in found:
        if merged and merged[-1].kind == "ours" and agent.last <= merged[-1].last:
            continue  # our own plane
        first = _carrier(sentence, agent) if agent.kind == "ours" else agent.first
        while merged and merged[-1].last >= first:
            merged.pop()
        last = _own_vehicle(sentence, agent) if agent.kind == "ours" else agent.last
        merged.append(Agent(first, last, agent.kind))
    return merged


def _own_vehicle(sentence: Sentence, ours: Agent) -> int:
    """The last token of our own vehicle where it goes somewhere, else of our name: "Soleimani's private jet landed in"."""
    tokens = sentence.tokens
    if ours.last + 2 >= len(tokens) or tokens[ours.last + 1].fold not in _GENITIVE:
        return ours.last
    for place in range(ours.last + 2, min(len(tokens) - 1, ours.last + 2 + _VEHICLE)):
        if not tokens[place].word:
            break
        if sentence.tagged(place, "vehicle") and not sentence.tagged(place + 1, "vehicle"):
            goes = any(
                hit.group in ("move", "return", "depart") and place < hit.first <= place + 3 and hit.form in ("past", "present")
                for hit in sentence.cues
            )
            return place if goes else ours.last
    return ours.last


def _carrier(sentence: Sentence, ours: Agent) -> int:
    """The first token of what carries us, or of our own name."""
    led = False
    for place in range(ours.first - 1, max(-1, ours.first - 1 - _CARRIED), -1):
        gone = any(hit.last == place and hit.form in ("past", "present") for hit in sentence.cues)
        if not sentence.tokens[place].word or (gone and not sentence.tagged(place, "led_by", "company")):
            break
        if led and sentence.tagged(place, "delegate", "vehicle"):
            return place
        led = led or sentence.tagged(place, "led_by")
    return ours.first


def _thing(sentence: Sentence, piece: Piece, kinds: Sequence[str]) -> int | None:
    """The noun that opens a piece and is nobody our tables know: "A documentary about him", "The American pathologist"."""
    place, tokens = piece.first, sentence.tokens
    while place <= piece.last and (
        (sentence.tagged(place, "determiner") and not sentence.tagged(place, "possessive", "pronoun", "sub"))
        or place in sentence.demonyms
    ):
        place += 1
    contrast = sentence.tagged(piece.first - 1, "contrast")  # "..., а свидетель вылетел": somebody else
    if (place == piece.first and not contrast) or not is_plain(sentence, place) or sentence.language.nouns_capital:
        return None
    for following in range(place, min(len(tokens), place + 4)):
        if kinds[following]:
            return None  # the noun is an adjective of somebody named: "the jailed Soleimani"
        if not is_plain(sentence, following):
            break
    return place


def is_plain(sentence: Sentence, place: int) -> bool:
    """A lower-case word without a part in the grammar, and no cue."""
    token = sentence.tokens[place] if place < len(sentence.tokens) else None
    return (
        token is not None
        and token.word
        and is_cased(token)
        and not token.capital
        and not sentence.tags.get(place)
        and not sentence.language.dates.of(token.fold)
        and not any(hit.first <= place <= hit.last for hit in (*sentence.cues, *sentence.operators))
    )


def _acts(sentence: Sentence, place: int) -> bool:
    """A country or capital that opens its piece and is followed by a verb: "Israel would leave", "Moscow denied"."""
    here = sentence.place_at.get(place)
    if here is None or here.last != place or place + 1 >= len(sentence.tokens):
        return False
    opens = any(piece.first == here.first for piece in sentence.pieces)
    verb = any(hit.first == place + 1 and hit.group == "negation" for hit in sentence.operators) or any(
        hit.first == place + 1 and hit.form not in ("noun", "nominal") for hit in sentence.cues
    )
    return opens and (verb or sentence.tagged(place + 1, "aux"))


def _case(sentence: Sentence, last: int, declined: frozenset[int]) -> str:
    """declined, plain, or unknown of a name that has one form only."""
    if last in declined:
        return "declined"
    if not sentence.language.oblique:
        return "plain" if sentence.language.order == "free" else "unknown"  # "el abogado Maduro", but "محامي مادورو"
    return "unknown" if sentence.tokens[last].fold[-1] in VOWELS else "plain"


def _belongs(sentence: Sentence, noun: int, kind: str, case: str) -> bool:
    """Whether a noun before our name is somebody else, ours the one he belongs to: "адвокат Сулеймани", "помощник Путина"."""
    if case == "declined" and sentence.language.oblique and sentence.tokens[noun].fold[-1] not in VOWELS:
        return True  # the one in the plain form, the other not: no title
    return kind == "person" and case != "plain"


def _close(sentence: Sentence, run: list[tuple[int, str]], found: list[Agent], cases: Mapping[int, str]) -> None:
    """Ends a run. ``cases`` of our names, by last token, in a language where names in different cases may stand side by side:
    two after ours are somebody else."""
    kinds = [kind for _, kind in run]
    if not any(kind in ("ours", "name", "noun", "person") for kind in kinds):
        return
    if "ours" in kinds and cases and kinds[-2:] == ["name", "name"]:
        cut = max(n for n, kind in enumerate(kinds) if kind == "ours") + 1
        _close(sentence, run[:cut], found, cases)
        run, kinds = run[cut:], kinds[cut:]
    last = max((n for n, kind in enumerate(kinds) if kind == "ours"), default=len(kinds))
    if sentence.language.order == "after" and kinds[last + 1 : last + 2] in (["noun"], ["person"]):  # "التقى بتروف نظيره"
        _close(sentence, run[: last + 1], found, cases)
        run, kinds = run[last + 1 :], kinds[last + 1 :]
    first_ours = kinds.index("ours") if "ours" in kinds else -1
    if cases and first_ours > 0 and kinds[first_ours - 1] in ("person", "noun"):
        ends = next((place for place, kind in reversed(run) if kind == "ours"), run[-1][0])
        other = _belongs(sentence, *run[first_ours - 1], cases.get(ends, "unknown"))
    else:
        other = False
    if other:
        found.append(Agent(run[0][0], run[-1][0], "noun"))
        return
    kinds = ["noun" if kind == "person" else kind for kind in kinds]
    last_ours = max((n for n, kind in enumerate(kinds) if kind == "ours"), default=-1)
    after = kinds[last_ours + 1 :] if last_ours >= 0 else []
    kind = (
        "ours"
        if last_ours >= 0 and "name" not in after and "noun" not in after
        else "name"
        if "name" in kinds or last_ours >= 0
        else "noun"
    )
    found.append(Agent(run[0][0], run[-1][0], kind))


def _kind(sentence: Sentence, place: int, mine: set[int]) -> str:
    """ours, name, noun (an office), person (another human noun), title (nobody alone), pronoun, plural, or empty."""
    token = sentence.tokens[place]
    if place in mine:
        return "ours"
    tags = sentence.tags.get(place, ())
    if not tags and (token.text[0].islower() or not token.word):
        return ""  # most tokens
    if _initials(sentence, place):
        return ""
    for group in ("pronoun", "plural"):
        if group in tags and sentence.language.accented.get(token.fold, token.text.casefold()) == token.text.casefold():
            return group  # "él", not "el"
    if place in sentence.place_at:
        return ""
    if "person" in tags or "role" in tags:
        return "noun" if "role" in tags or "title" in tags else "person"
    if any(cue.first <= place <= cue.last for cue in sentence.cues) and not (place and token.capital):
        return ""  # the first word of a sentence is a cue rather than a name
    if tags:
        return "title" if "title" in tags and token.capital and place not in sentence.demonyms else ""
    return "name" if _named(sentence, place) else ""


def _initials(sentence: Sentence, place: int) -> bool:
    """As in "the EU Michel Barnier works for", "HE Dr Ali": capitals before a name that has none but its first."""
    text, following = sentence.tokens[place].text, sentence.tokens[place + 1 : place + 2]
    return 2 <= len(text) <= 5 and text.isalpha() and text.isupper() and bool(following) and following[0].text.istitle()


def _named(sentence: Sentence, place: int) -> bool:
    """Whether a word with a capital is part of somebody's name."""
    token = sentence.tokens[place]
    written = is_cased(token) and token.capital and place not in sentence.demonyms
    return written and not _quoted(sentence, place) and not _nameless(sentence, place)


def _nameless(sentence: Sentence, place: int) -> bool:
    """Whether a word with a capital is no name: a date, the first word of a sentence, a German noun, a word known as common."""
    token = sentence.tokens[place]
    if token.fold in sentence.language.dates.names:
        return True
    dated = len(sentence.tokens) > 1 and bool(sentence.language.dates.of(sentence.tokens[1].fold))
    if place == 0 and sentence.language.nouns_capital and dated:
        return True  # "Nächste Woche"
    if place == 0 and not (len(sentence.tokens) > 1 and sentence.tokens[1].capital and 1 not in sentence.demonyms):
        return True
    if sentence.language.nouns_capital and _common_noun(sentence, place):
        return True
    return token.fold in sentence.language.common and not _surnamed(sentence, place)


def _surnamed(sentence: Sentence, place: int) -> bool:
    """A common word that a name goes on from: "Kim" in "Kim Jong Un"."""
    if not 0 < place < len(sentence.tokens) - 1 or place + 1 in sentence.place_at or sentence.tags.get(place + 1):
        return False
    following = sentence.tokens[place + 1]
    return following.capital and following.word and following.fold not in sentence.language.common


def _common_noun(sentence: Sentence, place: int) -> bool:
    """In German, where every noun has a capital: one that stands alone behind an article, preposition or adjective."""
    tokens = sentence.tokens
    if place == 0 or (place + 1 < len(tokens) and tokens[place + 1].capital and not sentence.tagged(place + 1, "person")):
        return False
    if tokens[place - 1].text.isdigit():
        return True
    if sentence.tagged(place - 1, "determiner", "possessive", *PREPOSITIONS) or sentence.language.dates.of(tokens[place].fold):
        return True
    before = tokens[place - 1]
    said = any(hit.last == place - 1 for hit in (*sentence.cues, *sentence.operators))
    ending = before.fold.endswith(("e", "en", "er", "es", "em")) and not before.fold.endswith(("te", "ten"))
    return not before.capital and before.word and ending and not said


def _quoted(sentence: Sentence, place: int) -> bool:
    """A single capitalised word in quotation marks names a paper, a ship or a company."""
    tokens = sentence.tokens
    return 0 < place < len(tokens) - 1 and tokens[place - 1].text in _QUOTES and tokens[place + 1].text in _QUOTES
