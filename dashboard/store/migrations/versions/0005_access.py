"""Keep accounts, sessions, devices and the audit log; nobody changes or deletes what the log says."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_SQLITE = "CREATE TRIGGER audit_no_{what} BEFORE {WHAT} ON audit BEGIN SELECT RAISE(ABORT, '{told}'); END"
_TOLD = "the audit log is only ever added to"
_FUNCTION = f"""
CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{_TOLD}'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()
"""


def upgrade() -> None:
    """Create the tables, and the triggers that guard the audit log."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "account",
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column(
            "post",
            sa.String(length=60),
            nullable=False,
            comment="the post whose duty it is, never a person's name",
        ),
        sa.Column("posts", sa.JSON(), nullable=False, comment="other posts that it may act for"),
        sa.Column(
            "areas", sa.JSON(), nullable=False, comment="codes of the areas it reaches; none: the whole district"
        ),
        sa.Column("department", sa.String(length=60), nullable=True),
        sa.Column("password", sa.Text(), nullable=False, comment="argon2id"),
        sa.Column("must_change", sa.Boolean(), nullable=False, comment="the password was given by somebody else"),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("password_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_account")),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("view", sa.Text(), nullable=False, comment="address of the one page that it shows"),
        sa.Column(
            "code",
            sa.String(length=64),
            nullable=True,
            comment="keyed hash of the one-time code; none once it is used",
        ),
        sa.Column("code_until", instant, nullable=True),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("linked_at", instant, nullable=True),
        sa.Column("revoked_at", instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.String(length=64), nullable=False, comment="keyed hash of the cookie"),
        sa.Column("login", sa.String(length=60), nullable=True),
        sa.Column("device", sa.String(length=40), nullable=True),
        sa.Column(
            "acting_for",
            sa.String(length=60),
            nullable=True,
            comment="post for which it acts, of the account's posts",
        ),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("began_at", instant, nullable=False),
        sa.Column("seen_at", instant, nullable=False, comment="to the minute"),
        sa.Column("ends_at", instant, nullable=True, comment="none: until it is revoked"),
        sa.Column("ended_at", instant, nullable=True),
        sa.ForeignKeyConstraint(["login"], ["account.login"], name=op.f("fk_session_login")),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_session_device")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_login"), "session", ["login"], unique=False)
    op.create_index(op.f("ix_session_device"), "session", ["device"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("key", sa.String(length=120), nullable=False, comment="`account:` or `address:` and whose"),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", instant, nullable=False),
        sa.Column("blocked_until", instant, nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt")),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("on_behalf_of", sa.String(length=60), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("request_id", sa.String(length=80), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column(
            "key", sa.String(length=16), nullable=False, comment="names the secret with which it was sealed"
        ),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column(
            "seal",
            sa.String(length=64),
            nullable=False,
            comment="keyed hash of the entry and of the seal before it",
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for what in ("update", "delete"):
            op.execute(_SQLITE.format(what=what, WHAT=what.upper(), told=_TOLD))
    else:
        op.execute(_FUNCTION)
        op.execute(_POSTGRESQL)
