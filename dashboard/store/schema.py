"""Describe the tables. Migrations create them; a test holds the two together."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Time,
    TypeDecorator,
    text,
)


class Instant(TypeDecorator[datetime]):
    """Keep an aware instant as UTC; SQLite has no zones of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware instant into UTC (naive for SQLite)."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002
        """Return the instant aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)  # type: ignore[no-any-return]


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

meta = Table(
    "meta",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", BigInteger, nullable=False, comment="last committed revision"),
    Column("latest_effective_on", Date, comment="latest day of any fact; the projection is the state of that day"),
    Column("profile", String(80), nullable=False, comment="id of the profile the facts belong to"),
    Column("demo", Boolean, nullable=False),
    Column("places", String(64), nullable=False, comment="hash of the installed boundaries"),
    Column("source", String(64), comment="digest of the own district's files; none: the sample"),
    Column("projection", Integer, nullable=False, server_default="0"),
    Column("profile_version", String(40), comment="of the profile by which the projection was derived"),
    Column("profile_digest", String(64), comment="sha256 of that profile"),
    CheckConstraint("id = 1", name="one_row"),
)

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("simulated_at", Instant, nullable=False),
    Column("real_at", Instant, nullable=False),
    Column("speed", Float, nullable=False, comment="simulated days per real minute"),
    Column("valid_until", Instant, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(40), primary_key=True, comment="what is done"),
    Column("holder", String(80), nullable=False),
    Column("until", Instant, nullable=False, comment="real time; free from then on"),
)

area = Table(
    "area",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("parent_code", String(40), ForeignKey("area.code"), index=True),
    Column("name", Text, nullable=False),
    Column("short_name", Text, nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("level", Integer, nullable=False),
    Column("kind", String(40)),
    Column("ordinal", Integer, nullable=False, unique=True),
    Column("due", JSON, nullable=False),
    Column("due_reason", JSON, nullable=False),
    Column("attributes", JSON, nullable=False),
    Column("closed_on", Date, comment="from then on the list of places has it no more"),
)

commit = Table(
    "commit_log",
    metadata,
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("request_id", String(80), nullable=False, unique=True),
    Column("digest", String(64), nullable=False, comment="sha256 of the request, to tell a repeat from a reuse"),
    Column("recorded_at", Instant, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("source", Text, nullable=False),
)

fact = Table(
    "fact",
    metadata,
    Column("revision", BigInteger, ForeignKey("commit_log.revision"), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", String(40), nullable=False, unique=True),
    Column("area_code", String(40), ForeignKey("area.code"), nullable=False),
    Column("track", String(40)),
    Column("type", String(40), nullable=False),
    Column("subject", String(80)),
    Column("payload", JSON, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("effective_time", Time),
    Column("recorded_at", Instant, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("on_behalf_of", String(60)),
    Column("source", Text, nullable=False),
    Column("request_id", String(100), nullable=False, unique=True),
    Column("supersedes", String(40), ForeignKey("fact.id")),
    Column("reason", Text),
    Column("profile_version", String(40), nullable=False),
    Index(None, "area_code", "revision"),
    Index(None, "type", "effective_on"),
    Index(None, "supersedes"),
)

unit_state = Table(
    "unit_state",
    metadata,
    Column("area_code", String(40), ForeignKey("area.code"), primary_key=True),
    Column("key_level", String(40)),
    Column("assessment", String(40)),
    Column("alert", Integer, nullable=False),
    Column("revision", BigInteger, nullable=False, comment="last revision that touched the unit, for If-Match"),
)

track_state = Table(
    "track_state",
    metadata,
    Column("area_code", String(40), ForeignKey("area.code"), primary_key=True),
    Column("track", String(40), primary_key=True),
    Column("phase", Integer),
    Column("since", Date),
    Column("stage", String(40)),
    Column("stage_since", Date),
    Column("stage_due_on", Date),
    Column("exceptions", Integer, nullable=False),
    Column("poll_on", Date),
    Column("last_poll_on", Date),
    Column("planned_poll_on", Date),
    Column("expected_poll_on", Date),
    Column("first_outcome", String(40)),
    Column("elected", Boolean, nullable=False),
)

report_file = Table(
    "report_file",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False, comment="the original file as it came"),
    Column("size", Integer, nullable=False, comment="bytes"),
)

_active_file = text("status NOT IN ('returned', 'withdrawn') AND sha256 IS NOT NULL")

report = Table(
    "report",
    metadata,
    Column("id", String(40), primary_key=True, comment="receipt number: day and running number within it"),
    Column("township", String(40), ForeignKey("area.code"), nullable=False),
    Column("day", Date, nullable=False, comment="business day that the report tells of"),
    Column("kind", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("file_name", Text),
    Column("sha256", String(64), ForeignKey("report_file.sha256")),
    Column("size", Integer, comment="bytes of the file"),
    Column("sender", String(80), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("content", JSON, nullable=False, comment="what was read from the file"),
    Column("amendments", JSON, nullable=False, comment="edits, reasons and rows left out"),
    Column("version", Integer, nullable=False, comment="grows by one at each change"),
    Column(
        "revision",
        BigInteger,
        ForeignKey("commit_log.revision"),
        comment="revision of the log that recorded its facts",
    ),
    Index(None, "day", "township"),
    Index(
        "ix_report_active_file",
        "township",
        "day",
        "sha256",
        unique=True,
        sqlite_where=_active_file,
        postgresql_where=_active_file,
    ),
)

report_step = Table(
    "report_step",
    metadata,
    Column("report_id", String(40), ForeignKey("report.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(20), nullable=False),
    Column("reason", Text),
)

account = Table(
    "account",
    metadata,
    Column("login", String(60), primary_key=True),
    Column("role", String(40), nullable=False),
    Column("post", String(60), nullable=False, comment="the post whose duty it is, never a person's name"),
    Column("posts", JSON, nullable=False, comment="other posts that it may act for"),
    Column("areas", JSON, nullable=False, comment="codes of the areas it reaches; none: the whole district"),
    Column("department", String(60)),
    Column("password", Text, nullable=False, comment="argon2id"),
    Column("must_change", Boolean, nullable=False, comment="the password was given by somebody else"),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("password_at", Instant, nullable=False),
)

device = Table(
    "device",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("view", Text, nullable=False, comment="address of the one page that it shows"),
    Column("code", String(64), comment="keyed hash of the one-time code; none once it is used"),
    Column("code_until", Instant),
    Column("created_by", String(60), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("linked_at", Instant),
    Column("revoked_at", Instant),
)

session = Table(
    "session",
    metadata,
    Column("id", String(64), primary_key=True, comment="keyed hash of the cookie"),
    Column("login", String(60), ForeignKey("account.login")),
    Column("device", String(40), ForeignKey("device.id")),
    Column("acting_for", String(60), comment="post for which it acts, of the account's posts"),
    Column("address", String(64), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False, comment="to the minute"),
    Column("ends_at", Instant, comment="none: until it is revoked"),
    Column("ended_at", Instant),
    Index(None, "login"),
    Index(None, "device"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("key", String(120), primary_key=True, comment="`account:` or `address:` and whose"),
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("blocked_until", Instant),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("role", String(40)),
    Column("on_behalf_of", String(60)),
    Column("address", String(64)),
    Column("request_id", String(80)),
    Column("action", String(40), nullable=False),
    Column("subject", Text),
    Column("detail", JSON, nullable=False),
    Column("key", String(16), nullable=False, comment="names the secret with which it was sealed"),
    Column("previous", String(64), nullable=False),
    Column("seal", String(64), nullable=False, comment="keyed hash of the entry and of the seal before it"),
    Index(None, "at"),
)

webhook_mark = Table(
    "webhook_mark",
    metadata,
    Column("target", String(40), primary_key=True, comment="kind and hash of an address, never the address"),
    Column("revision", BigInteger, nullable=False, comment="facts up to this one have been considered"),
)

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("fact_id", String(40), ForeignKey("fact.id"), primary_key=True),
    Column("target", String(40), primary_key=True),
    Column("revision", BigInteger, nullable=False, comment="of the fact, with seq the order of sending"),
    Column("seq", Integer, nullable=False),
    Column("created_at", Instant, nullable=False, comment="real time, as all instants of this table"),
    Column("attempts", Integer, nullable=False),
    Column("tried_at", Instant),
    Column(
        "next_at", Instant, nullable=False, comment="not before; while it is being sent, when it counts as lost"
    ),
    Column("done_at", Instant, comment="sent, or with gave_up not to be sent any more"),
    Column("gave_up", Boolean, nullable=False),
    Column("last_error", Text),
    Index(None, "target", "done_at", "next_at"),
)

channel = Table(
    "channel",
    metadata,
    Column("owner", String(90), primary_key=True, comment="kind and name of the presenter"),
    Column("state", JSON, nullable=False, comment="what its screens show"),
    Column("command", JSON, comment="the last one"),
    Column("version", Integer, nullable=False, comment="grows by one at each command"),
    Column("changed_at", Instant, nullable=False, comment="real time, as all instants of screens"),
)

screen = Table(
    "screen",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(60), comment="of the device that it is, if it is one"),
    Column("code", String(64), unique=True, comment="keyed hash of the code that it shows; none once it is used"),
    Column("code_until", Instant),
    Column("channel", String(90), ForeignKey("channel.owner"), comment="whom it follows"),
    Column("session", String(64), ForeignKey("session.id"), comment="of the presenter; following ends with it"),
    Column("number", Integer, comment="among those that follow the same presenter"),
    Column("paired_at", Instant),
    Column("version", Integer, nullable=False, comment="grows by one at each pairing and release"),
    Column("seen_at", Instant, nullable=False, comment="last contact, to some seconds"),
    Index(None, "channel"),
)
