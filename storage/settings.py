"""Where the documents live. Read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class StorageSettings:
    """Settings of this folder.

    Attributes:
        uri: `YIMEN_MONGODB_URI`; empty means the embedded database.
        database: `YIMEN_DATABASE`, default "yimen".
        data: `YIMEN_DATA`, folder of the embedded database and run files, default "var".
        port: `YIMEN_MONGODB_PORT` of the embedded database, default 27117.
        seal_key: `YIMEN_SEAL_KEY`, the private key of the seals, default `seal-key.pem` beside the
            file of `YIMEN_SECRETS_FILE`; None: nothing is sealed.
        seal_seconds: `YIMEN_SEAL_SECONDS` between two seals when something changed, default 60.
        archive: `YIMEN_ARCHIVE`, folder of archive files, default `archive` in the data folder.
    """

    uri: str
    database: str
    data: Path
    port: int
    seal_key: Path | None = None
    seal_seconds: float = 60.0
    archive: Path = Path("var/archive")

    @property
    def embedded(self) -> bool:
        """Tell whether the platform runs its own mongod."""
        return not self.uri

    @property
    def address(self) -> str:
        """The connection string to use, embedded or not."""
        return self.uri or f"mongodb://127.0.0.1:{self.port}/?replicaSet=yimen"


def read_settings(environment: Mapping[str, str] = os.environ) -> StorageSettings:
    """Read the settings from `environment`.

    Raises:
        ValueError: a variable does not hold what it must; the message names it.
    """
    port = environment.get("YIMEN_MONGODB_PORT", "27117")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(f"YIMEN_MONGODB_PORT must be a port number, not {port!r}")
    seconds = environment.get("YIMEN_SEAL_SECONDS", "60")
    if not seconds.isdigit() or int(seconds) < 1:
        raise ValueError(f"YIMEN_SEAL_SECONDS must be a whole number from 1, not {seconds!r}")
    data = Path(environment.get("YIMEN_DATA", "var")).absolute()
    secrets = Path(environment.get("YIMEN_SECRETS_FILE", "~/.config/yimen/secrets.json"))
    key = environment.get("YIMEN_SEAL_KEY") or secrets.parent / "seal-key.pem"
    return StorageSettings(
        uri=environment.get("YIMEN_MONGODB_URI", ""),
        database=environment.get("YIMEN_DATABASE", "yimen"),
        data=data,
        port=int(port),
        seal_key=Path(key).expanduser().absolute(),
        seal_seconds=float(seconds),
        archive=Path(environment.get("YIMEN_ARCHIVE") or data / "archive").absolute(),
    )
