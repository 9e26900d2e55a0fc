"""Keep the day of the last poll, and in which form the projection was derived."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add both columns; the projection is derived anew when the database is opened."""
    op.add_column("track_state", sa.Column("last_poll_on", sa.Date(), nullable=True))
    op.add_column("meta", sa.Column("projection", sa.Integer(), nullable=False, server_default="0"))
