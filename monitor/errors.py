"""The one tree of exceptions, sorted by who must act.

::

    MonitorError
    ├── UserFault              the person who edits config.yaml, watchlists or arguments  (exit status 2)
    │   └── Faults             several complaints about files, each with file:line:column
    ├── OperatorFault          the person who runs the daemon
    │   ├── StoreFault         the store cannot be opened, is locked, or its disk is full
    │   ├── AddressFault       a port in use, a status address that cannot be bound
    │   └── SlackRefused       a token, scope or channel that Slack refuses
    ├── ContentFault           the publisher of a feed, page or list sent something unreadable
    │   ├── NotAFeed
    │   └── NotAPage
    └── WorkerFault            a task of a worker process that gave no answer
        ├── DeadlineExceeded   it ran past its deadline and was killed
        ├── WorkerDied         the process ended in mid-task
        └── TaskFailed         the task raised; carries the class name and traceback text of the child

An expected outcome (a feed that answers 404, a message Slack refuses) is a value of :mod:`monitor.model`, never one of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class MonitorError(Exception):
    """Root of all errors of this package. ``str()`` is one sentence for the person who must act."""


class UserFault(MonitorError):
    """What the user wrote cannot be used: the text says where, what, and the fix."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One complaint about a file. ``line`` and ``column`` count from 1; 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0
    text: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.text}"


class Faults(UserFault):
    """Every complaint about the files read together, in reading order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class OperatorFault(MonitorError):
    """Something around the daemon needs its operator."""


class StoreFault(OperatorFault):
    """The store cannot be reached or written; ``transient`` says whether waiting may help."""

    def __init__(self, text: str, *, transient: bool = True) -> None:
        self.transient = transient
        super().__init__(text)


class AddressFault(OperatorFault):
    """An address cannot be listened on."""


class SlackRefused(OperatorFault):
    """Slack refuses the token, a scope or a channel; ``code`` is Slack's own word for it."""

    def __init__(self, text: str, *, code: str = "") -> None:
        self.code = code
        super().__init__(text)


class ContentFault(MonitorError):
    """A feed, page or list cannot be read as what it should be."""


class NotAFeed(ContentFault):
    """The bytes are no feed; the text says what they look like instead."""


class NotAPage(ContentFault):
    """The bytes are no HTML page (a PDF, an image, JSON)."""


class WorkerFault(MonitorError):
    """A task got no answer from its worker."""


class DeadlineExceeded(WorkerFault):
    """The task ran past its deadline and its process was killed."""


class WorkerDied(WorkerFault):
    """The worker process ended in mid-task (killed, out of memory, crashed)."""


class TaskFailed(WorkerFault):
    """The task raised in the child: ``kind`` is the class name there, ``trace`` the traceback text."""

    def __init__(self, text: str, *, kind: str = "", trace: str = "") -> None:
        self.kind = kind
        self.trace = trace
        super().__init__(text)
