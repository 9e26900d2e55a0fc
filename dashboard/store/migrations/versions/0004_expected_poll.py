"""Keep the day on which a poll is expected."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column; the projection is derived anew when the database is opened."""
    op.add_column("track_state", sa.Column("expected_poll_on", sa.Date(), nullable=True))
