"""Where the documents live. Read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from storage.secrecy.cipher import AES, PROFILES
from storage.token_key import SCHEME, TokenKey, read_token_key


@dataclass(frozen=True, kw_only=True)
class StorageSettings:
    """Settings of this folder.

    Attributes:
        uri: `YIMEN_MONGODB_URI`; empty means the embedded database. Who is named in it is who
            connects, whatever for; shown nowhere, since a password may stand in it.
        database: `YIMEN_DATABASE`, default "yimen".
        data: `YIMEN_DATA`, folder of the embedded database and run files, default "var".
        port: `YIMEN_MONGODB_PORT` of the embedded database, default 27117.
        seal_key: `YIMEN_SEAL_KEY`, the private key of the seals, default `seal-key.pem` beside the
            file of `YIMEN_SECRETS_FILE`; None: in a token, or nothing is sealed.
        seal_token: the key in a token, where `YIMEN_SEAL_KEY` is a PKCS#11 address.
        seal_public_keys: `YIMEN_SEAL_PUBLIC_KEYS`, folder of the public keys of the seals, those of
            before too, default `seal-keys` beside the secrets.
        seal_seconds: `YIMEN_SEAL_SECONDS` between two seals when something changed, default 60.
        seal_witnesses: `YIMEN_SEAL_WITNESSES`, a file that names who is handed every seal, see
            `actors/followers/witnesses/settings.py`; None: nobody.
        key_file: `YIMEN_KEY_FILE`, the keys that wrap the keys of the data, default `keys.json`
            beside the file of `YIMEN_SECRETS_FILE`; made where there is none.
        cipher: `YIMEN_CIPHER`, of keys that are made: `aes-256-gcm` (default) or `sm4-gcm`.
        archive: `YIMEN_ARCHIVE`, folder of archive files, default `archive` in the data folder.
        users: `YIMEN_MONGODB_USERS`, folder with the password of each user of the database
            (`users.py`), default `mongodb` beside the file of `YIMEN_SECRETS_FILE`; None: there are
            no such users.
    """

    uri: str = field(repr=False)
    database: str
    data: Path
    port: int
    seal_key: Path | None = None
    seal_token: TokenKey | None = None
    seal_public_keys: Path | None = None
    seal_seconds: float = 60.0
    seal_witnesses: Path | None = None
    archive: Path = Path("var/archive")
    users: Path | None = None
    key_file: Path = Path("keys.json")
    cipher: str = AES

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
    cipher = environment.get("YIMEN_CIPHER") or AES
    if cipher not in PROFILES:
        raise ValueError(f"YIMEN_CIPHER must be {' or '.join(PROFILES)}, not {cipher!r}")
    data = Path(environment.get("YIMEN_DATA", "var")).absolute()
    secrets = Path(environment.get("YIMEN_SECRETS_FILE", "~/.config/yimen/secrets.json"))
    key = environment.get("YIMEN_SEAL_KEY") or str(secrets.parent / "seal-key.pem")
    token = _token(key) if key.startswith(SCHEME) else None
    public_keys = environment.get("YIMEN_SEAL_PUBLIC_KEYS") or secrets.parent / "seal-keys"
    witnesses = environment.get("YIMEN_SEAL_WITNESSES")
    users = environment.get("YIMEN_MONGODB_USERS") or secrets.parent / "mongodb"
    return StorageSettings(
        uri=environment.get("YIMEN_MONGODB_URI", ""),
        database=environment.get("YIMEN_DATABASE", "yimen"),
        data=data,
        port=int(port),
        seal_key=None if token else Path(key).expanduser().absolute(),
        seal_token=token,
        seal_public_keys=Path(public_keys).expanduser().absolute(),
        seal_seconds=float(seconds),
        seal_witnesses=Path(witnesses).expanduser().absolute() if witnesses else None,
        archive=Path(environment.get("YIMEN_ARCHIVE") or data / "archive").absolute(),
        users=Path(users).expanduser().absolute(),
        key_file=Path(environment.get("YIMEN_KEY_FILE") or secrets.parent / "keys.json")
        .expanduser()
        .absolute(),
        cipher=cipher,
    )


def _token(address: str) -> TokenKey:
    try:
        return read_token_key(address)
    except ValueError as error:
        raise ValueError(f"YIMEN_SEAL_KEY: {error}") from error
