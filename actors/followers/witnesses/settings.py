"""Which witnesses there are: a TOML file, which the setting `YIMEN_SEAL_WITNESSES` names.

    [audit_office]
    file = "/mnt/audit/seals.jsonl"

    [notary]
    url = "https://notary.example/seals"
    public_key = "notary.pem"

    [time]
    time_stamps = "https://tsa.example/"
    roots = "tsa-roots.pem"

A path that is not absolute is beside the file.
"""

import re
import tomllib
from pathlib import Path
from typing import cast

from cryptography.x509 import load_pem_x509_certificates

from actors.followers.witnesses.file import FileWitness
from actors.followers.witnesses.notary import Notary
from actors.followers.witnesses.time_stamps import TimeStamps
from actors.followers.witnesses.witness import Witness
from storage.signing import UnusableKey, read_public

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def read_witnesses(path: Path | None) -> tuple[Witness, ...]:
    """Return the witnesses that the file at `path` names, none without one.

    Raises:
        ValueError: the file, or what it names, cannot be read; the message tells every mistake.
    """
    if path is None:
        return ()
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"the witnesses of the seals cannot be read: {path}: {error}") from error
    mistakes: list[str] = []
    found: list[Witness] = []
    for name, fields in told.items():
        try:
            found.append(_witness(name, fields, path.parent))
        except (ValueError, OSError, UnusableKey) as error:
            mistakes.append(f"{path}: {name}: {error}")
    if mistakes:
        raise ValueError("\n".join(mistakes))
    return tuple(found)


def _witness(name: str, told: object, folder: Path) -> Witness:
    if not _NAME.fullmatch(name):
        raise ValueError("a name has lower-case letters, digits and underscores, at most 40")
    match cast("dict[str, object]", told):
        case {"file": str(file), **rest} if file and not rest:
            return FileWitness(name, folder / file)
        case {"url": str(url), "public_key": str(key), **rest} if not rest:
            return Notary(name, _address(url), read_public(folder / key))
        case {"time_stamps": str(url), "roots": str(roots), **rest} if not rest:
            found = load_pem_x509_certificates((folder / roots).read_bytes())
            return TimeStamps(name, _address(url), found)
        case _:
            raise ValueError("write file, or url and public_key, or time_stamps and roots")


def _address(text: str) -> str:
    if not re.fullmatch(r"https?://\S+", text):
        raise ValueError(f"{text} is no address of the web")
    return text
