"""The cast of a sentence that names us: where our mentions stand in it, in which case, and who else is there."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.matching.trips.agents import agents
from monitor.matching.trips.field import token_span
from monitor.matching.trips.mover import Cast
from monitor.matching.trips.sentence import Sentence, without_places
from monitor.matching.trips.subject import is_declined
from monitor.model import Mention


def placed(sentence: Sentence, mentions: Sequence[Mention]) -> tuple[list[tuple[int, int]], frozenset[int]]:
    """The tokens (first, last) at which our mentions stand in a sentence, and the last ones of those in another case than listed."""
    ours = [span for mention in mentions if (span := token_span(sentence, mention.start, mention.end)) is not None]
    return ours, frozenset(last for (_, last), mention in zip(ours, mentions, strict=False) if is_declined(mention))


def cast_of(sentence: Sentence, mentions: Sequence[Mention], *, group: bool) -> Cast | None:
    """The cast of a sentence, its places without those that our names hold; None where no mention stands in it.

    ``group``: we are an organisation, which travels by delegates.
    """
    ours, declined = placed(sentence, mentions)
    if not ours:
        return None
    held = {place for first, last in ours for place in range(first, last + 1)}
    sentence = without_places(sentence, held)
    return Cast(
        sentence, agents(sentence, ours, declined), carried=False, declined=declined, group=frozenset(held) if group else frozenset()
    )
