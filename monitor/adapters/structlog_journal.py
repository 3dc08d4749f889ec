"""The Journal over structlog and Prometheus: one canonical line a unit of work, and the figures drawn from the same call.

Lines go to standard error: pretty on a terminal, JSON otherwise. Untrusted text is only ever a field's value.
"""

from __future__ import annotations

import logging
import sys
from datetime import datetime, timedelta
from typing import Any, TextIO

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_LEVELS = {"stage": "error", "worker fault": "warning", "broken edit": "error", "job": "error", "alarm": "error"}
# A terminal acts on these, and the pretty lines quote only a text with blanks in it. Lines of a trace stay lines.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}
_LAG = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400)


class Metrics:
    """The figures behind /metrics. Label values come from the config and from closed sets, never from articles."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        new: dict[str, Any] = {"registry": self.registry}
        self.polls = Counter("monitor_polls_total", "Polls by status.", ["status"], **new)
        self.entries = Counter("monitor_entries_total", "Entries by what became of them.", ["outcome"], **new)
        self.articles = Counter("monitor_articles_total", "Articles by how their text was read.", ["extracted_by"], **new)
        self.matches = Counter("monitor_matches_total", "Matches by tier.", ["tier"], **new)
        self.alerts = Counter("monitor_alerts_total", "Alerts by rule.", ["rule"], **new)
        self.deliveries = Counter("monitor_deliveries_total", "Sends by outcome.", ["sink", "outcome"], **new)
        self.worker_faults = Counter("monitor_worker_faults_total", "Tasks that got no answer.", **new)
        self.errors = Counter("monitor_stage_errors_total", "Failures by stage.", ["stage"], **new)
        self.jobs = Counter("monitor_missed_jobs_total", "Scheduler jobs that were missed or overlapped.", **new)
        self.lines_lost = Counter("monitor_log_lines_lost_total", "Log lines that could not be written.", **new)
        self.lag = Histogram("monitor_alert_lag_seconds", "From publication to an accepted message.", buckets=_LAG, **new)
        self.send_lag = Histogram("monitor_delivery_lag_seconds", "From commit to an accepted message.",
                                  buckets=(0.1, 0.25, 0.5, 1, 1.5, 2.5, 5, 10, 30, 60, 300, 3600), **new)
        self.queues = Gauge("monitor_queue_age_seconds", "Age of the oldest row waiting, by queue.", ["queue"], **new)
        self.depth = Gauge("monitor_queue_rows", "Rows waiting, by queue.", ["queue"], **new)
        self.list_entities = Gauge("monitor_list_entities", "Entities of an imported list.", ["list"], **new)
        self.list_good = Gauge("monitor_list_good_timestamp_seconds", "When a list was last found good or unchanged.", ["list"],
                               **new)
        self.list_outcome = Gauge("monitor_list_outcome", "1 for the outcome of a list's last refresh.", ["list", "outcome"], **new)
        self.stopped = Gauge("monitor_sink_stopped", "1 while a sink takes nothing until a person has mended it.", ["sink"], **new)
        self.watchlist_version = Gauge("monitor_watchlists_loaded", "1 while the last edit is in force, 0 after a broken one.", **new)

    def count(self, event: str, fields: dict[str, Any]) -> None:
        """Draws the figures of one journal line."""
        counting = getattr(self, f"_count_{event.replace(' ', '_')}", None)
        if counting is not None:
            counting(fields)

    def _count_poll(self, fields: dict[str, Any]) -> None:
        self.polls.labels(fields["status"]).inc()
        for outcome in ("new", "changed", "known"):
            self.entries.labels(outcome).inc(fields.get(outcome) or 0)

    def _count_entry(self, fields: dict[str, Any]) -> None:
        if "postponed" in fields:
            self.entries.labels("postponed").inc()
            return
        self.entries.labels("screened").inc()
        self.articles.labels(fields.get("extracted_by") or "none").inc()
        for match in fields.get("matches") or ():
            self.matches.labels(match.rpartition(":")[2]).inc()
        for rule in fields.get("rules") or ():
            self.alerts.labels(rule).inc()

    def _count_delivery(self, fields: dict[str, Any]) -> None:
        self.deliveries.labels(fields["sink"], fields["outcome"]).inc()
        if fields["outcome"] == "sent":
            self.send_lag.observe(max(0.0, fields["lag"]))
            if fields.get("since_published") is not None:
                self.lag.observe(max(0.0, fields["since_published"]))

    def _count_list(self, fields: dict[str, Any]) -> None:
        name = fields["list"]
        self.list_entities.labels(name).set(fields["entities"])
        if fields.get("good"):
            self.list_good.labels(name).set(fields["good"].timestamp())
        for outcome in ("imported", "unchanged", "empty", "failed", "shrunk"):
            self.list_outcome.labels(name, outcome).set(outcome == fields["outcome"])

    def _count_worker_fault(self, fields: dict[str, Any]) -> None:
        self.worker_faults.inc()

    def _count_stage(self, fields: dict[str, Any]) -> None:
        self.errors.labels(fields["stage"]).inc()

    def _count_job(self, fields: dict[str, Any]) -> None:
        self.jobs.inc()


class StructlogJournal:
    """Writes lines to ``stream`` and counts them. ``quiet``: only what went wrong is written."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self.metrics = Metrics()
        self._quiet = quiet
        stream = stream or sys.stderr
        pretty = stream.isatty()
        self._log = structlog.wrap_logger(
            structlog.PrintLogger(stream),
            processors=[
                structlog.processors.TimeStamper(fmt="%H:%M:%S" if pretty else "iso", utc=not pretty),
                structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer(
                    ensure_ascii=False, default=str)],
            wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))

    def record(self, event: str, /, **fields: Any) -> None:
        """One line, with the fields that are set; times and durations as text."""
        self.metrics.count(event, fields)
        level = "warning" if fields.get("error") and event not in _LEVELS else _LEVELS.get(event, "info")
        if self._quiet and level == "info":
            return
        shown = {key: _shown(value) for key, value in fields.items() if value is not None and value != []}
        try:
            getattr(self._log, level)(event, level=level, **shown)
        except (OSError, ValueError):  # the log's disk is full, or its pipe is closed: no reason to stop watching the news
            self.metrics.lines_lost.inc()


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g}s"
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, str):
        return value.translate(_CONTROLS)
    return value
