"""Read the settings from the environment or a `.env` file, prefix `SITUATION_`."""

import re
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from dashboard.errors import N_, Sentence, SituationError
from dashboard.targets import Target, read_targets

_SHORTEST_SECRET = 32
_NEVER_SHOWN = frozenset({"SECRET_KEY", "WEBHOOKS"})
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingInvalid(SituationError):
    """Say which setting is wrong."""

    text = N_("{name}={value}: {reason}")


class HostNotLoopback(SituationError):
    """Say what is missing before other machines are served."""

    text = N_("SITUATION_HOST={host} serves other machines; that needs {missing} Or set it to 127.0.0.1.")


class PortInUse(SituationError):
    """Say that another program listens on the port."""

    text = N_("Port {port} on {host} is in use. Stop the other program or set SITUATION_PORT to a free port.")


class DataFolderNotWritable(SituationError):
    """Say that the data folder cannot be used."""

    text = N_("The data folder {folder} cannot be written: {reason}. Set SITUATION_DATA_DIR to a folder that can.")


class Settings(BaseSettings):
    """Hold the effective settings of one process; docs/settings.md describes each."""

    model_config = SettingsConfigDict(
        env_prefix="SITUATION_", env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    host: str = Field("127.0.0.1", description="Address to listen on; without accounts only loopback.")
    origins: str = Field(
        "",
        description="Addresses of this site in browsers, such as https://map.example, separated by commas.",
    )
    allow_http: bool = Field(
        False, description="Serve other machines without TLS; passwords and cookies can then be read on the way."
    )
    secret_key: SecretStr | None = Field(
        None,
        description="Secret behind cookies and seals, 32 characters or more; default: one in the data folder.",
    )
    session_idle_minutes: Annotated[int, Field(ge=1, le=1440)] = Field(
        60, description="Minutes without a request after which one has to sign in again."
    )
    session_hours: Annotated[int, Field(ge=1, le=168)] = Field(
        12, description="Hours after which one has to sign in again in any case."
    )
    password_length: Annotated[int, Field(ge=8, le=64)] = Field(12, description="Fewest characters of a password.")
    password_common: bool = Field(True, description="Refuse passwords that stand on the list of common ones.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(8050, description="Port to listen on; 0 takes a free one.")
    data_dir: Path = Field(Path("data"), description="Folder for the database and the built boundaries.")
    database_url: str | None = Field(
        None, description="SQLAlchemy URL of a PostgreSQL or SQLite database; default: a file in the data folder."
    )
    profile: str = Field("haidian", description="Built-in profile, or path to a profile in TOML.")
    demo: bool = Field(
        True, description="Fill an empty data folder with the simulated campaign; off: the sample without facts."
    )
    demo_speed: Annotated[float, Field(ge=0, le=1440)] = Field(
        1.0, description="Simulated days per real minute; 0 stands still and is still the demo."
    )
    locale: Literal["zh_CN", "en"] = Field("zh_CN", description="Language of screens that do not ask for one.")
    inbox: Path | None = Field(
        None,
        description="Folder in which the townships' files are laid, to be taken in; none: no folder is watched.",
    )
    webhooks: SecretStr | None = Field(
        None,
        description="Where incidents and red alerts are told, as kind=url;kind=url, each with #secret or not.",
    )
    log_format: Literal["text", "json"] = Field("text", description="Form of the log on standard error.")

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            msg = "the URL begins with postgresql:// or sqlite:///"
            raise ValueError(msg)
        return url

    @field_validator("origins")
    @classmethod
    def _complete_origins(cls, origins: str) -> str:
        for origin in filter(None, (part.strip().rstrip("/") for part in origins.split(","))):
            if not re.fullmatch(r"https?://(\[[0-9a-fA-F:]+\]|[\w.-]+)(:\d+)?", origin):
                msg = f"{origin} is no address such as https://map.example:8443"
                raise ValueError(msg)
        return origins

    @field_validator("secret_key")
    @classmethod
    def _long_secret(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and len(secret.get_secret_value()) < _SHORTEST_SECRET:
            msg = f"a secret has {_SHORTEST_SECRET} characters or more"
            raise ValueError(msg)
        return secret

    @field_validator("webhooks")
    @classmethod
    def _known_targets(cls, webhooks: SecretStr | None) -> SecretStr | None:
        if webhooks is not None:
            read_targets(webhooks.get_secret_value())
        return webhooks

    @field_validator("inbox", mode="before")
    @classmethod
    def _blank_is_none(cls, folder: object) -> object:
        return None if folder == "" else folder

    @property
    def database(self) -> str:
        """Return the database's URL."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'situation.db'}"

    @property
    def shown_database(self) -> str:
        """Return the database's URL without its password."""
        return re.sub(r"(://[^:/@]+):[^@]*@", r"\1:***@", self.database)

    @property
    def origin_list(self) -> tuple[str, ...]:
        """Return the addresses under which browsers reach this site, without a slash at the end."""
        return tuple(part.strip().rstrip("/") for part in self.origins.split(",") if part.strip())

    @property
    def targets(self) -> tuple[Target, ...]:
        """Return where incidents and red alerts are told; none: nowhere."""
        return read_targets(self.webhooks.get_secret_value()) if self.webhooks else ()

    @property
    def secret(self) -> str | None:
        """Return the secret key."""
        return self.secret_key.get_secret_value() if self.secret_key else None

    def require_served_safely(self, *, accounts: bool) -> None:
        """Refuse to serve other machines without accounts, secret and known addresses; raise HostNotLoopback."""
        if self.host in LOOPBACK:
            return
        missing = None
        if self.secret is None:
            missing = N_('SITUATION_SECRET_KEY (python -c "import secrets; print(secrets.token_urlsafe(48))").')
        elif not self.origin_list:
            missing = N_("SITUATION_ORIGINS, the address that people type, such as https://map.example.")
        elif not self.allow_http and any(origin.startswith("http://") for origin in self.origin_list):
            missing = N_("https:// in SITUATION_ORIGINS, or SITUATION_ALLOW_HTTP=true when there is no TLS.")
        elif not accounts:
            missing = N_("accounts (python -m dashboard user add admin --role admin --post …).")
        if missing is not None:
            raise HostNotLoopback(host=self.host, missing=Sentence(missing))

    def require_data_dir(self) -> None:
        """Make the data folder and try it; raise DataFolderNotWritable."""
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(prefix=".writable-", dir=self.data_dir):
                pass  # of its own name: another process may be trying at the same moment
        except OSError as error:
            raise DataFolderNotWritable(folder=self.data_dir, reason=error.strerror) from error


def read_settings() -> Settings:
    """Return the settings; raise SettingInvalid naming the variable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        reason = first["msg"].removeprefix("Value error, ")
        value = "…" if name in _NEVER_SHOWN else first["input"]
        raise SettingInvalid(name=f"SITUATION_{name}", value=value, reason=reason) from error
