"""Create the log, the projection, the areas and the clock."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create all tables."""
    op.create_table(
        "area",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("parent_code", sa.String(length=40), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("due", sa.JSON(), nullable=False),
        sa.Column("due_reason", sa.JSON(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["parent_code"], ["area.code"], name=op.f("fk_area_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
        sa.UniqueConstraint("ordinal", name=op.f("uq_area_ordinal")),
    )
    op.create_index(op.f("ix_area_parent_code"), "area", ["parent_code"], unique=False)
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("simulated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("real_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("speed", sa.Float(), nullable=False, comment="simulated days per real minute"),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_clock_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    op.create_table(
        "commit_log",
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.String(length=80), nullable=False),
        sa.Column(
            "digest",
            sa.String(length=64),
            nullable=False,
            comment="sha256 of the request, to tell a repeat from a reuse",
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_commit_log")),
        sa.UniqueConstraint("request_id", name=op.f("uq_commit_log_request_id")),
    )
    op.create_table(
        "meta",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False, comment="last committed revision"),
        sa.Column(
            "latest_effective_on",
            sa.Date(),
            nullable=True,
            comment="latest day of any fact; the projection is the state of that day",
        ),
        sa.Column(
            "profile", sa.String(length=80), nullable=False, comment="id of the profile the facts belong to"
        ),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("places", sa.String(length=64), nullable=False, comment="hash of the installed boundaries"),
        sa.CheckConstraint("id = 1", name=op.f("ck_meta_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meta")),
    )
    op.create_table(
        "fact",
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("area_code", sa.String(length=40), nullable=False),
        sa.Column("track", sa.String(length=40), nullable=True),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("effective_time", sa.Time(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=60), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("request_id", sa.String(length=100), nullable=False),
        sa.Column("supersedes", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("profile_version", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_fact_area_code")),
        sa.ForeignKeyConstraint(["revision"], ["commit_log.revision"], name=op.f("fk_fact_revision")),
        sa.ForeignKeyConstraint(["supersedes"], ["fact.id"], name=op.f("fk_fact_supersedes")),
        sa.PrimaryKeyConstraint("revision", "seq", name=op.f("pk_fact")),
        sa.UniqueConstraint("id", name=op.f("uq_fact_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_fact_request_id")),
    )
    op.create_index(op.f("ix_fact_area_code_revision"), "fact", ["area_code", "revision"], unique=False)
    op.create_index(op.f("ix_fact_supersedes"), "fact", ["supersedes"], unique=False)
    op.create_index(op.f("ix_fact_type_effective_on"), "fact", ["type", "effective_on"], unique=False)
    op.create_table(
        "track_state",
        sa.Column("area_code", sa.String(length=40), nullable=False),
        sa.Column("track", sa.String(length=40), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=True),
        sa.Column("stage_since", sa.Date(), nullable=True),
        sa.Column("stage_due_on", sa.Date(), nullable=True),
        sa.Column("exceptions", sa.Integer(), nullable=False),
        sa.Column("poll_on", sa.Date(), nullable=True),
        sa.Column("planned_poll_on", sa.Date(), nullable=True),
        sa.Column("first_outcome", sa.String(length=40), nullable=True),
        sa.Column("elected", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_track_state_area_code")),
        sa.PrimaryKeyConstraint("area_code", "track", name=op.f("pk_track_state")),
    )
    op.create_table(
        "unit_state",
        sa.Column("area_code", sa.String(length=40), nullable=False),
        sa.Column("key_level", sa.String(length=40), nullable=True),
        sa.Column("assessment", sa.String(length=40), nullable=True),
        sa.Column("alert", sa.Integer(), nullable=False),
        sa.Column(
            "revision",
            sa.BigInteger(),
            nullable=False,
            comment="last revision that touched the unit, for If-Match",
        ),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_unit_state_area_code")),
        sa.PrimaryKeyConstraint("area_code", name=op.f("pk_unit_state")),
    )
    # ### end Alembic commands ###
