"""Who went, where to, did it happen: trips read from cue, place and grammar.

Ask :func:`read_trips` when the matcher has its mentions. What a word says is data, one file a language under ``data/``; how a
sentence is read is code: :mod:`~monitor.matching.trips.sentence` lays it out, :mod:`~monitor.matching.trips.mover` finds whose
journey a cue tells, :mod:`~monitor.matching.trips.destination` where it leads, :mod:`~monitor.matching.trips.status` what became
of it, :mod:`~monitor.matching.trips.dates` when it was.
"""

from monitor.matching.trips.reading import Subject, most_alert_worthy, read_trips

__all__ = ["Subject", "most_alert_worthy", "read_trips"]
