"""Replies and blind repeats of deliveries; what sinks and channels refuse; a sink's own pace."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INTEGER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("delivery", _text("reply_to"))
    op.add_column("delivery", _count("repeats"))
    op.add_column("channel", sa.Column("accepted", INTEGER))
    op.add_column("channel", _text("refused"))
    op.add_column("channel", sa.Column("refused_since", INTEGER))
    op.create_table(
        "sink",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next_at", INTEGER),
        sa.Column("paused_until", INTEGER),
        _count("failures"),
        _text("stopped"),
        sa.Column("stopped_since", INTEGER),
        sa.PrimaryKeyConstraint("name", name="pk_sink"),
        sqlite_strict=True)
    op.execute("INSERT INTO sink (name) SELECT DISTINCT sink FROM channel")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, INTEGER, server_default="0", nullable=False)
