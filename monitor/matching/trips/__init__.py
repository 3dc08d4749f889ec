"""Who went, where to, did it happen: trips read from cue, place and grammar.

Ask :func:`read_trips` when the matcher has its mentions. What a word says is data, one file a language under ``data/``; how
a sentence is read is code: ``sentence`` lays it out, ``agents`` finds everybody it names, ``clauses`` who does what a verb
says, ``identity`` who of them is ours, ``mover`` (with ``meetings`` and ``adjuncts``) whose journey a cue tells,
``destination`` where it leads, ``status`` what became of it, ``home`` whether that is abroad, ``dates`` when it was.
``drafts`` collects what a sentence tells, ``carry`` goes on to the sentences behind, ``telling`` makes trips of it. Where that
finds none, ``presence`` weighs the ``signs`` of each place by a learned table.
"""

from monitor.matching.trips.gazetteer import warm_up
from monitor.matching.trips.reading import most_alert_worthy, read_trips
from monitor.matching.trips.subject import Subject

__all__ = ["Subject", "most_alert_worthy", "read_trips", "warm_up"]
