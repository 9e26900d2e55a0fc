"""Keep under which version of the profile, and which content of it, the projection was derived."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the columns; a database without them is derived anew when it is opened."""
    op.add_column(
        "meta",
        sa.Column(
            "profile_version", sa.String(length=40), comment="of the profile by which the projection was derived"
        ),
    )
    op.add_column("meta", sa.Column("profile_digest", sa.String(length=64), comment="sha256 of that profile"))
