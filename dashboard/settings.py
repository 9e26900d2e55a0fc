"""Read the settings from the environment or a `.env` file, prefix `SITUATION_`."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from dashboard.errors import N_, SituationError

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingInvalid(SituationError):
    """Say which setting is wrong."""

    text = N_("{name}={value}: {reason}")


class HostNotLoopback(SituationError):
    """Say that without accounts the program serves this machine only."""

    text = N_(
        "SITUATION_HOST={host}: this release has no accounts yet, so it serves only this machine. "
        "Set SITUATION_HOST to 127.0.0.1."
    )


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
    log_format: Literal["text", "json"] = Field("text", description="Form of the log on standard error.")

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            msg = "the URL begins with postgresql:// or sqlite:///"
            raise ValueError(msg)
        return url

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

    def require_loopback(self) -> None:
        """Refuse to serve other machines while there are no accounts; raise HostNotLoopback."""
        if self.host not in LOOPBACK:
            raise HostNotLoopback(host=self.host)

    def require_data_dir(self) -> None:
        """Make the data folder and try it; raise DataFolderNotWritable."""
        probe = self.data_dir / ".writable"
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            probe.write_bytes(b"")
            probe.unlink()
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
        raise SettingInvalid(name=f"SITUATION_{name}", value=first["input"], reason=reason) from error
