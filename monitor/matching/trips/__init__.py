"""Who went, where to, did it happen: trips read from cue, place and grammar.

Ask :func:`read_trips` when the matcher has its mentions. What a word says is data, one file a language under ``data/``; how
a sentence is read is code: ``sentence`` lays it out, ``mover`` finds whose journey a cue tells, ``destination`` where it
leads, ``status`` what became of it, ``home`` whether that is abroad, ``dates`` when it was.
"""

from monitor.matching.trips.reading import Subject, most_alert_worthy, read_trips

__all__ = ["Subject", "most_alert_worthy", "read_trips"]
