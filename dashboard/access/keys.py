"""Keep the secret of an installation, and what is derived from it."""

import hashlib
import hmac
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from dashboard.access.errors import SecretTooShort

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
    """Return the secret of the settings, or the one that this data folder was given at its first start.

    Raises
    ------
    SecretTooShort
        The file in the data folder does not hold it any more.
    """
    if secret is not None:
        return Keys(secret.encode())
    path = folder / _FILE
    if not path.exists():
        descriptor, name = tempfile.mkstemp(prefix=f".{_FILE}.", dir=folder)  # for its owner only
        fresh = Path(name)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(_BYTES))
        try:
            os.link(fresh, path)  # the first of two processes wins; the other reads what it wrote
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    kept = path.read_text().strip().encode()
    if len(kept) < _BYTES:
        raise SecretTooShort(file=path)
    return Keys(kept)
