"""Keep the daily reports of townships: as they came, as amended, and what was done with them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables of reports."""
    op.create_table(
        "report_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="the original file as it came"),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_report_file")),
    )
    op.create_table(
        "report",
        sa.Column(
            "id",
            sa.String(length=40),
            nullable=False,
            comment="receipt number: day and running number within it",
        ),
        sa.Column("township", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="business day that the report tells of"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True, comment="bytes of the file"),
        sa.Column("sender", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False, comment="what was read from the file"),
        sa.Column("amendments", sa.JSON(), nullable=False, comment="edits, reasons and rows left out"),
        sa.Column("version", sa.Integer(), nullable=False, comment="grows by one at each change"),
        sa.Column(
            "revision", sa.BigInteger(), nullable=True, comment="revision of the log that recorded its facts"
        ),
        sa.ForeignKeyConstraint(["township"], ["area.code"], name=op.f("fk_report_township")),
        sa.ForeignKeyConstraint(["sha256"], ["report_file.sha256"], name=op.f("fk_report_sha256")),
        sa.ForeignKeyConstraint(["revision"], ["commit_log.revision"], name=op.f("fk_report_revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    active = sa.text("status NOT IN ('returned', 'withdrawn') AND sha256 IS NOT NULL")
    op.create_index(op.f("ix_report_day_township"), "report", ["day", "township"], unique=False)
    op.create_index(
        "ix_report_active_file",
        "report",
        ["township", "day", "sha256"],
        unique=True,
        sqlite_where=active,
        postgresql_where=active,
    )
    op.create_table(
        "report_step",
        sa.Column("report_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_step_report_id")),
        sa.PrimaryKeyConstraint("report_id", "number", name=op.f("pk_report_step")),
    )
