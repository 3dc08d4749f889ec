"""Who goes along: "flew to Doha accompanied by A, B and Soleimani", "the delegation to Doha included Soleimani"."""

from __future__ import annotations

from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.sentence import Agent, Sentence

_REACH = 12  # tokens from "accompanied by" to the last of a list of names, and from a delegation to "included"
_LEADS_AWAY = ("to", "in", "from", "by", "with", "on", "rel", "sub", "possessive", "foreign_possessive")


def goes_along(sentence: Sentence, cue: Hit, ours: Agent) -> bool:
    """Whether ``ours`` stands in a list of those who make the journey of the cue with somebody else."""
    if sentence.tagged(ours.first - 1, "of"):
        return False
    for marker in range(ours.first - 1, max(cue.last, ours.first - 1 - _REACH), -1):
        if sentence.tagged(marker, "company", "members"):
            return _of_journey(sentence, cue, marker)
        if sentence.tagged(marker, *_LEADS_AWAY):
            return False
        if any(hit.first <= marker <= hit.last for hit in (*sentence.cues, *sentence.operators)):
            return False
    return False


def _of_journey(sentence: Sentence, cue: Hit, marker: int) -> bool:
    """Whether a list is one of travellers: no other verb stands before it, and "included" says it of a delegation."""
    if any(cue.last < hit.first < marker and not sentence.tagged(hit.first, "company") for hit in sentence.cues):
        return False
    led = range(max(0, marker - _REACH), marker)
    return sentence.tagged(marker, "company") or any(sentence.tagged(place, "delegate") for place in led)
