"""Write the audit log and tell whether it is whole."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from dashboard.access.keys import Keys
from dashboard.access.roles import Identity
from dashboard.store.trail import BEGINNING, AuditEntry, Trail


@dataclass(frozen=True)
class Origin:
    """Say from where a request came and which it was."""

    address: str | None = None
    request_id: str | None = None


@dataclass(frozen=True)
class Verdict:
    """Say what a walk along the chain found.

    Attributes
    ----------
    broken : tuple of int
        Numbers of entries that were changed, put in, or follow one that was taken out.
    unknown_key : tuple of int
        Numbers of entries sealed with another secret, whose contents cannot be checked.
    """

    entries: int
    last_seal: str
    broken: tuple[int, ...]
    unknown_key: tuple[int, ...]

    @property
    def whole(self) -> bool:
        """Say whether every entry was checked and is as it was written."""
        return not self.broken and not self.unknown_key


@dataclass(frozen=True)
class Audit:
    """Note who did what; `keys` seals each entry together with the one before it, as `former` did once."""

    trail: Trail
    keys: Keys
    former: tuple[Keys, ...] = ()

    def note(
        self,
        action: str,
        who: Identity | str,
        origin: Origin,
        subject: str | None = None,
        detail: Mapping[str, object] | None = None,
    ) -> None:
        """Add an entry. `detail` holds names, codes and counts, never passwords or free text."""
        identity = who if isinstance(who, Identity) else None
        now = datetime.now(UTC)

        def sealed(seq: int, previous: str) -> AuditEntry:
            entry = AuditEntry(
                seq=seq,
                at=now,
                actor=(identity.actor if identity else str(who))[:80],
                role=identity.role if identity else None,
                on_behalf_of=identity.on_behalf_of if identity else None,
                address=origin.address,
                request_id=origin.request_id,
                action=action,
                subject=subject,
                detail=dict(detail or {}),
                key=self.keys.name,
                previous=previous,
                seal="",
            )
            return AuditEntry(**{**vars(entry), "seal": self.seal(entry)})

        self.trail.add(sealed)

    def seal(self, entry: AuditEntry, keys: Keys | None = None) -> str:
        """Return the seal that an entry must have."""
        told = {name: value for name, value in vars(entry).items() if name != "seal"}
        told["at"] = entry.at.astimezone(UTC).isoformat()
        return (keys or self.keys).of("audit", json.dumps(told, sort_keys=True, ensure_ascii=False))

    def verify(self) -> Verdict:
        """Walk along the chain from the first entry."""
        known = {keys.name: keys for keys in (self.keys, *self.former)}
        broken, unknown = [], []
        seq, seal = 0, BEGINNING
        for entry in self.trail.all():
            if entry.key not in known:
                unknown.append(entry.seq)
            elif entry.seal != self.seal(entry, known[entry.key]):
                broken.append(entry.seq)
            if (entry.seq, entry.previous) != (seq + 1, seal) and entry.seq not in broken:
                broken.append(entry.seq)
            seq, seal = entry.seq, entry.seal
        return Verdict(seq, seal, tuple(broken), tuple(unknown))
