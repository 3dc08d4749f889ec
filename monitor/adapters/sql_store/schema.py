"""The tables, once for SQLite and Postgres. Work is a row with a state; a lease is (until, owner, token).

::

    feed ──< poll                  what was polled, and how the last polls went
      └──< entry >── article       as published / clean text, one row a canonical address
                       ├──< match  what was found in its latest screening
                       └──< alert  what was decided: alert (ungrouped, grouped) or suppressed, each with its reason
    story ──< delivery >──< alert  (delivery_alert)      sink, channel: pace, pauses and refusals
    note: small values by key

Change a table here and add a migration in the same commit: a test compares the two.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table

from monitor.adapters.sql_store.types import Flag, Number, Score, Span, Time, Words

metadata = sa.MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"})


def _text(name: str) -> Column[str]:
    return Column(name, Words, nullable=False, server_default="")


def _count(name: str) -> Column[int]:
    return Column(name, Number, nullable=False, server_default="0")


def _flag(name: str) -> Column[bool]:
    return Column(name, Flag, nullable=False)


def _lease() -> tuple[Column[object], ...]:
    return Column("lease_until", Time), Column("lease_owner", Words), Column("lease_token", Words)


feed = Table(
    "feed", metadata,
    Column("id", Number, primary_key=True),
    Column("url", Words, nullable=False, unique=True),
    Column("address", Words, nullable=False),   # the same in full: ``url`` is cut where an index could not hold it
    _text("name"), Column("every", Span, nullable=False), Column("language", Words), _text("article"),
    _flag("active"),
    Column("due", Time, nullable=False),
    Column("due_before", Time),   # what the last claim replaced: an orderly stop gives it back
    Column("not_before", Time),   # Retry-After
    *_lease(),
    Column("etag", Words), Column("last_modified", Words), _text("body_hash"),
    _count("failures"), _text("status"), _text("error"), _text("title"), Column("feed_language", Words),
    Column("added", Time, nullable=False),
    Column("last_poll", Time),
    Column("last_read", Time),    # the last poll that gave a document
    Column("last_good", Time),    # the last poll that gave one or a 304: what that document shows is shown still
    Index("ix_feed_due", "due", sqlite_where=sa.text("active = 1"), postgresql_where=sa.text("active")),
    sqlite_strict=True)

poll = Table(
    "poll", metadata,
    Column("id", Number, primary_key=True),
    Column("feed_id", ForeignKey("feed.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("polled", Time, nullable=False), _text("status"), _text("error"),
    _count("new"), _count("changed"), _count("known"), Column("next_due", Time, nullable=False),
    sqlite_strict=True)

article = Table(
    "article", metadata,
    Column("id", Number, primary_key=True),
    Column("url", Words, nullable=False, unique=True),
    Column("address", Words, nullable=False),   # in full, as a feed's
    _text("title"), Column("body", LargeBinary),   # packed Article; empty once older than the retention
    Column("published", Time), Column("seen", Time, nullable=False, index=True), Column("language", Words),
    _text("extracted_by"), _flag("partial"), _text("content_hash"),
    Column("screened", Time, nullable=False), _text("index_version"), _text("rules_version"),
    Index("ix_article_kept", "screened",
          sqlite_where=sa.text("body IS NOT NULL"), postgresql_where=sa.text("body IS NOT NULL")),
    sqlite_strict=True)

entry = Table(
    "entry", metadata,
    Column("id", Number, primary_key=True),
    Column("feed_id", ForeignKey("feed.id", ondelete="CASCADE"), nullable=False),
    Column("key", Words, nullable=False),
    _text("link"), Column("payload", LargeBinary),   # packed Entry; empty once read, the article has its text
    _text("content_hash"), _flag("old"),
    Column("first_seen", Time, nullable=False), Column("last_seen", Time, nullable=False), _count("rev"),
    _text("state"), Column("due", Time, nullable=False), _count("attempts"), _text("error"), _text("note"),
    *_lease(),
    Column("leased_rev", Number),   # the revision a claim handed out: a newer one waits for its own turn
    Column("article_id", ForeignKey("article.id", ondelete="SET NULL"), index=True),
    sa.UniqueConstraint("feed_id", "key"),
    Index("ix_entry_waiting", "old", "first_seen", "id",
          sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'")),
    Index("ix_entry_link", "link"),
    Index("ix_entry_last_seen", "last_seen"),
    sqlite_strict=True)

match = Table(
    "match", metadata,
    Column("id", Number, primary_key=True),
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
    Column("watchlist", Words, nullable=False), Column("entity", Words, nullable=False),
    _text("name"), _text("tier"), Column("score", Score, nullable=False), Column("payload", LargeBinary, nullable=False),
    sa.UniqueConstraint("article_id", "watchlist", "entity"),
    sqlite_strict=True)

story = Table(
    "story", metadata,
    Column("id", Words, primary_key=True),
    _text("article_url"), Column("created", Time, nullable=False),
    sqlite_strict=True)

alert = Table(
    "alert", metadata,
    Column("id", Words, primary_key=True),
    Column("article_id", ForeignKey("article.id"), nullable=False, index=True),
    Column("entry_id", Number),
    Column("key", Words, nullable=False, index=True), _text("channel"),
    _text("rule"), _text("severity"), _text("watchlist"), _text("entity"), _text("tier"),
    _text("verdict"), _text("reason"), _text("state"),
    Column("created", Time, nullable=False), _text("index_version"), _text("rules_version"),
    Column("payload", LargeBinary, nullable=False),
    *_lease(),
    Column("story_id", ForeignKey("story.id")),
    # the same news never alerts twice in one channel, whatever else goes wrong
    Index("uq_alert_news", "key", "channel", unique=True,
          sqlite_where=sa.text("verdict = 'alert'"), postgresql_where=sa.text("verdict = 'alert'")),
    Index("ix_alert_ungrouped", "article_id", "created",
          sqlite_where=sa.text("state = 'ungrouped'"), postgresql_where=sa.text("state = 'ungrouped'")),
    Index("ix_alert_created", "created"),
    sqlite_strict=True)

delivery = Table(
    "delivery", metadata,
    Column("id", Words, primary_key=True),
    Column("sink", Words, nullable=False), Column("channel", Words, nullable=False),
    _text("kind"), _text("severity"), _count("rank"), _text("story"), _count("rev"),
    _text("state"), _count("attempts"), _flag("plain"),
    Column("due", Time, nullable=False), Column("created", Time, nullable=False),
    Column("first_sent", Time),   # when it may first have reached the sink: a look-up reads from there
    Column("last_sent", Time), Column("sent", Time), _text("receipt"), _text("error"),
    *_lease(),
    Column("payload", LargeBinary, nullable=False),
    _text("reply_to"),            # the delivery that heads its thread; it goes first
    _count("repeats"),            # copies sent without knowing of an earlier one
    Index("ix_delivery_open", "sink", "channel", "due",
          sqlite_where=sa.text("state IN ('pending', 'sending', 'unknown')"),
          postgresql_where=sa.text("state IN ('pending', 'sending', 'unknown')")),
    Index("ix_delivery_created", "created"),
    sqlite_strict=True)

delivery_alert = Table(
    "delivery_alert", metadata,
    Column("delivery_id", ForeignKey("delivery.id", ondelete="CASCADE"), primary_key=True),
    Column("alert_id", Words, primary_key=True),
    Index("ix_delivery_alert_alert_id", "alert_id"),
    sqlite_strict=True)

channel = Table(
    "channel", metadata,
    Column("sink", Words, primary_key=True), Column("name", Words, primary_key=True),
    Column("next_at", Time), Column("paused_until", Time),
    Column("accepted", Time),                     # when it last took a message
    _text("refused"), Column("refused_since", Time),   # why it takes none
    sqlite_strict=True)

sink = Table(
    "sink", metadata,
    Column("name", Words, primary_key=True),
    Column("next_at", Time), Column("paused_until", Time),
    _count("failures"),                           # in a row, of sends and look-ups that got no answer
    _text("stopped"), Column("stopped_since", Time),   # why it takes nothing until a person has mended it
    sqlite_strict=True)

note = Table(
    "note", metadata,
    Column("key", Words, primary_key=True), Column("value", LargeBinary, nullable=False),
    sqlite_strict=True)
