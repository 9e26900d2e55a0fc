"""Keep the secret of an installation, and what is derived from it."""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

_FILE = "secret.key"
_BYTES = 32


@dataclass(frozen=True)
class Keys:
    """Hold the secret; what is kept or sent is only ever derived from it."""

    secret: bytes

    def token(self) -> str:
        """Return a new secret for a cookie or a link."""
        return secrets.token_urlsafe(_BYTES)

    def of(self, purpose: str, text: str) -> str:
        """Return the keyed hash of a text for a purpose: 64 hexadecimal digits."""
        return hmac.new(self.secret, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()

    @property
    def name(self) -> str:
        """Return what tells this secret from another, without telling it."""
        return self.of("name", "")[:16]

    @property
    def short_name(self) -> str:
        """Return what tells the cookies of this installation from those of another on the same machine."""
        return self.name[:8]

    @property
    def page_cookie(self) -> str:
        """Return the name of the cookie from which a page reads its token."""
        return f"page_{self.short_name}"


def former_keys(secret: str | None, folder: Path) -> tuple[Keys, ...]:
    """Return the secret that this data folder had before the settings named another; it checks old seals only."""
    path = folder / _FILE
    return (Keys(path.read_text().strip().encode()),) if secret is not None and path.exists() else ()


def open_keys(secret: str | None, folder: Path) -> Keys:
    """Return the secret of the settings, or the one that this data folder was given at its first start."""
    if secret is not None:
        return Keys(secret.encode())
    path = folder / _FILE
    if not path.exists():
        fresh = folder / f".{_FILE}.{os.getpid()}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(_BYTES))
        try:
            os.link(fresh, path)  # the first of two processes wins; the other reads what it wrote
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return Keys(path.read_text().strip().encode())
