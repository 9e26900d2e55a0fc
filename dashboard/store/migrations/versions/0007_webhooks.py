"""Keep what is to be told to webhooks until it has been told."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the tables."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "webhook_mark",
        sa.Column(
            "target",
            sa.String(length=40),
            nullable=False,
            comment="kind and hash of an address, never the address",
        ),
        sa.Column(
            "revision", sa.BigInteger(), nullable=False, comment="facts up to this one have been considered"
        ),
        sa.PrimaryKeyConstraint("target", name=op.f("pk_webhook_mark")),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("fact_id", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column(
            "revision", sa.BigInteger(), nullable=False, comment="of the fact, with seq the order of sending"
        ),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("created_at", instant, nullable=False, comment="real time, as all instants of this table"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", instant, nullable=True),
        sa.Column(
            "next_at",
            instant,
            nullable=False,
            comment="not before; while it is being sent, when it counts as lost",
        ),
        sa.Column("done_at", instant, nullable=True, comment="sent, or with gave_up not to be sent any more"),
        sa.Column("gave_up", sa.Boolean(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["fact_id"], ["fact.id"], name=op.f("fk_webhook_delivery_fact_id")),
        sa.PrimaryKeyConstraint("fact_id", "target", name=op.f("pk_webhook_delivery")),
    )
    op.create_index(
        op.f("ix_webhook_delivery_target_done_at_next_at"),
        "webhook_delivery",
        ["target", "done_at", "next_at"],
        unique=False,
    )
