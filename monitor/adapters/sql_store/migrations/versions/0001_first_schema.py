"""The first schema: feeds and their entries, articles with matches and decisions, stories, deliveries, notes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INTEGER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
SCORE: Any = sa.Double().with_variant(sa.REAL, "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    for make in (_article, _channel, _delivery, _feed, _note, _story, _alert, _delivery_alert, _entry, _match, _poll):
        make()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, INTEGER, server_default="0", nullable=False)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _article() -> None:
    op.create_table(
        "article",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        _text("title"),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("published", INTEGER),
        sa.Column("seen", INTEGER, nullable=False),
        sa.Column("language", sa.Text()),
        _text("extracted_by"),
        sa.Column("partial", FLAG, nullable=False),
        _text("content_hash"),
        sa.Column("screened", INTEGER, nullable=False),
        _text("index_version"),
        _text("rules_version"),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("url", name="uq_article_url"),
        sqlite_strict=True)
    op.create_index("ix_article_seen", "article", ["seen"])
    op.create_index("ix_article_kept", "article", ["screened"], **_where("body IS NOT NULL"))


def _channel() -> None:
    op.create_table(
        "channel",
        sa.Column("sink", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next_at", INTEGER),
        sa.Column("paused_until", INTEGER),
        sa.PrimaryKeyConstraint("sink", "name", name="pk_channel"),
        sqlite_strict=True)


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sink", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        _text("kind"),
        _text("severity"),
        _count("rank"),
        _text("story"),
        _count("rev"),
        _text("state"),
        _count("attempts"),
        sa.Column("plain", FLAG, nullable=False),
        sa.Column("due", INTEGER, nullable=False),
        sa.Column("created", INTEGER, nullable=False),
        sa.Column("first_sent", INTEGER),
        sa.Column("last_sent", INTEGER),
        sa.Column("sent", INTEGER),
        _text("receipt"),
        _text("error"),
        sa.Column("lease_until", INTEGER),
        sa.Column("lease_owner", sa.Text()),
        sa.Column("lease_token", sa.Text()),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sqlite_strict=True)
    op.create_index("ix_delivery_created", "delivery", ["created"])
    op.create_index("ix_delivery_open", "delivery", ["sink", "channel", "due"],
                    **_where("state IN ('pending', 'sending', 'unknown')"))


def _feed() -> None:
    op.create_table(
        "feed",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        _text("name"),
        sa.Column("every", INTEGER, nullable=False),
        sa.Column("language", sa.Text()),
        _text("article"),
        sa.Column("active", FLAG, nullable=False),
        sa.Column("due", INTEGER, nullable=False),
        sa.Column("due_before", INTEGER),
        sa.Column("not_before", INTEGER),
        sa.Column("lease_until", INTEGER),
        sa.Column("lease_owner", sa.Text()),
        sa.Column("lease_token", sa.Text()),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        _text("body_hash"),
        _count("failures"),
        _text("status"),
        _text("error"),
        _text("title"),
        sa.Column("feed_language", sa.Text()),
        sa.Column("added", INTEGER, nullable=False),
        sa.Column("last_poll", INTEGER),
        sa.Column("last_read", INTEGER),
        sa.Column("last_good", INTEGER),
        sa.PrimaryKeyConstraint("id", name="pk_feed"),
        sa.UniqueConstraint("url", name="uq_feed_url"),
        sqlite_strict=True)
    op.create_index("ix_feed_due", "feed", ["due"], sqlite_where=sa.text("active = 1"), postgresql_where=sa.text("active"))


def _note() -> None:
    op.create_table(
        "note",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_note"),
        sqlite_strict=True)


def _story() -> None:
    op.create_table(
        "story",
        sa.Column("id", sa.Text(), nullable=False),
        _text("article_url"),
        sa.Column("created", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_story"),
        sqlite_strict=True)


def _alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("entry_id", INTEGER),
        sa.Column("key", sa.Text(), nullable=False),
        _text("channel"),
        _text("rule"),
        _text("severity"),
        _text("watchlist"),
        _text("entity"),
        _text("tier"),
        _text("verdict"),
        _text("reason"),
        _text("state"),
        sa.Column("created", INTEGER, nullable=False),
        _text("index_version"),
        _text("rules_version"),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("lease_until", INTEGER),
        sa.Column("lease_owner", sa.Text()),
        sa.Column("lease_token", sa.Text()),
        sa.Column("story_id", sa.Text()),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_alert_article_id"),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_alert_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
        sqlite_strict=True)
    op.create_index("ix_alert_article_id", "alert", ["article_id"])
    op.create_index("ix_alert_created", "alert", ["created"])
    op.create_index("ix_alert_key", "alert", ["key"])
    op.create_index("ix_alert_ungrouped", "alert", ["article_id", "created"], **_where("state = 'ungrouped'"))
    op.create_index("uq_alert_news", "alert", ["key", "channel"], unique=True, **_where("verdict = 'alert'"))


def _delivery_alert() -> None:
    op.create_table(
        "delivery_alert",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("alert_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name="fk_delivery_alert_delivery_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("delivery_id", "alert_id", name="pk_delivery_alert"),
        sqlite_strict=True)
    op.create_index("ix_delivery_alert_alert_id", "delivery_alert", ["alert_id"])


def _entry() -> None:
    op.create_table(
        "entry",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("feed_id", INTEGER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        _text("link"),
        sa.Column("payload", sa.LargeBinary()),
        _text("content_hash"),
        sa.Column("old", FLAG, nullable=False),
        sa.Column("first_seen", INTEGER, nullable=False),
        sa.Column("last_seen", INTEGER, nullable=False),
        _count("rev"),
        _text("state"),
        sa.Column("due", INTEGER, nullable=False),
        _count("attempts"),
        _text("error"),
        _text("note"),
        sa.Column("lease_until", INTEGER),
        sa.Column("lease_owner", sa.Text()),
        sa.Column("lease_token", sa.Text()),
        sa.Column("leased_rev", INTEGER),
        sa.Column("article_id", INTEGER),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_entry_article_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name="fk_entry_feed_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
        sa.UniqueConstraint("feed_id", "key", name="uq_entry_feed_id_key"),
        sqlite_strict=True)
    op.create_index("ix_entry_article_id", "entry", ["article_id"])
    op.create_index("ix_entry_last_seen", "entry", ["last_seen"])
    op.create_index("ix_entry_link", "entry", ["link"])
    op.create_index("ix_entry_waiting", "entry", ["old", "first_seen", "id"], **_where("state = 'waiting'"))


def _match() -> None:
    op.create_table(
        "match",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("watchlist", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        _text("name"),
        _text("tier"),
        sa.Column("score", SCORE, nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_match_article_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_match"),
        sa.UniqueConstraint("article_id", "watchlist", "entity", name="uq_match_article_id_watchlist_entity"),
        sqlite_strict=True)


def _poll() -> None:
    op.create_table(
        "poll",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("feed_id", INTEGER, nullable=False),
        sa.Column("polled", INTEGER, nullable=False),
        _text("status"),
        _text("error"),
        _count("new"),
        _count("changed"),
        _count("known"),
        sa.Column("next_due", INTEGER, nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name="fk_poll_feed_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_poll"),
        sqlite_strict=True)
    op.create_index("ix_poll_feed_id", "poll", ["feed_id"])
