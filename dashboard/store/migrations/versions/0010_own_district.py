"""Keep what an own district was built from, and areas that the list of places has no more."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the columns."""
    op.add_column(
        "area",
        sa.Column("closed_on", sa.Date(), nullable=True, comment="from then on the list of places has it no more"),
    )
    op.add_column(
        "meta",
        sa.Column(
            "source",
            sa.String(length=64),
            nullable=True,
            comment="digest of the own district's files; none: the sample",
        ),
    )
