"""Keep which screens follow which presenter, and what they are to show."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the tables."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "channel",
        sa.Column("owner", sa.String(length=90), nullable=False, comment="kind and name of the presenter"),
        sa.Column("state", sa.JSON(), nullable=False, comment="what its screens show"),
        sa.Column("command", sa.JSON(), nullable=True, comment="the last one"),
        sa.Column("version", sa.Integer(), nullable=False, comment="grows by one at each command"),
        sa.Column("changed_at", instant, nullable=False, comment="real time, as all instants of screens"),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_channel")),
    )
    op.create_table(
        "screen",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=True, comment="of the device that it is, if it is one"),
        sa.Column(
            "code",
            sa.String(length=64),
            nullable=True,
            comment="keyed hash of the code that it shows; none once it is used",
        ),
        sa.Column("code_until", instant, nullable=True),
        sa.Column("channel", sa.String(length=90), nullable=True, comment="whom it follows"),
        sa.Column(
            "session", sa.String(length=64), nullable=True, comment="of the presenter; following ends with it"
        ),
        sa.Column("number", sa.Integer(), nullable=True, comment="among those that follow the same presenter"),
        sa.Column("paired_at", instant, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, comment="grows by one at each pairing and release"),
        sa.Column("seen_at", instant, nullable=False, comment="last contact, to some seconds"),
        sa.ForeignKeyConstraint(["channel"], ["channel.owner"], name=op.f("fk_screen_channel")),
        sa.ForeignKeyConstraint(["session"], ["session.id"], name=op.f("fk_screen_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screen")),
        sa.UniqueConstraint("code", name=op.f("uq_screen_code")),
    )
    op.create_index(op.f("ix_screen_channel"), "screen", ["channel"], unique=False)
