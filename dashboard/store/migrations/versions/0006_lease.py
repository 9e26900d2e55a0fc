"""Keep who does what only one process may do."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=40), nullable=False, comment="what is done"),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False, comment="real time; free from then on"),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
