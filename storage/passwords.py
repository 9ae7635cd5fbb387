"""Who connects to the database, and with which password: one file for each user.

The file is of mode 0600 and named as its user, in a folder beside the other secrets; a machine
needs those of the processes that run on it, and no others. A password is of 256 bits of chance, so
MongoDB need not make guessing slow.
"""

import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from storage.own_files import OpenToOthers, read_own, write_once

User = Literal["hosts", "followers", "faces", "readers", "operator", "archivist", "demonstration"]
"""The processes of these names; `readers` are commands that only look, `archivist` is who moves
commits into files, `demonstration` what is everything at once."""
MECHANISM = "SCRAM-SHA-256"
MEMBERS = "__system"
"""MongoDB's own user, for the members of a set among themselves: whoever has their key is it."""
_KEY = "key"
_USER = re.compile(r"^(mongodb(?:\+srv)?://)[^@/?]*@")


class NoPassword(ValueError):
    """The password of a user of the database cannot be read; the message says which, and why."""


def password_of(folder: Path, user: str) -> str:
    """Return the password of `user`.

    Raises:
        NoPassword: there is none, or others may read it.
    """
    try:
        return read_own(folder / user).decode("ascii").strip()
    except OpenToOthers as error:
        raise NoPassword(str(error)) from error
    except (OSError, ValueError) as error:
        raise NoPassword(
            f"the password of the database's user {user} cannot be read ({error}): "
            "`yimen mongodb users` makes it"
        ) from error


def make_password(folder: Path, user: str) -> str:
    """Return the password of `user`, which is made on first use; two makers agree on one.

    Raises:
        NoPassword: others may read it.
    """
    path = folder / user
    if not path.exists():
        write_once(path, secrets.token_hex(32).encode())
    return password_of(folder, user)


def key_file(folder: Path) -> Path:
    """Return the file with the key that the members of a set know each other by, made on first
    use.

    Raises:
        NoPassword: others may read it.
    """
    make_password(folder, _KEY)
    return folder / _KEY


def member_address(folder: Path, address: str, options: str) -> str:
    """Return the connection string of who is one of the members at `address`, and may do
    everything.

    Raises:
        NoPassword: there is no key, or others may read it.
    """
    key = password_of(folder, _KEY)
    return (
        f"mongodb://{MEMBERS}:{key}@{address}/?authSource=local&authMechanism={MECHANISM}&{options}"
    )


def credentials(folder: Path, user: User, database: str) -> Mapping[str, str]:
    """Return what the driver takes to be `user` of `database`.

    Raises:
        NoPassword: its password cannot be read.
    """
    return {
        "username": user,
        "password": password_of(folder, user),
        "authSource": database,
        "authMechanism": MECHANISM,
    }


def bears_credentials(address: str) -> bool:
    """Tell whether a connection string says itself who connects."""
    return _USER.match(address) is not None or "authmechanism=" in address.lower()


def without_credentials(address: str) -> str:
    """Return a connection string that says nobody's name."""
    said = _USER.sub(r"\1", address, count=1)
    head, mark, options = said.partition("?")
    kept = [each for each in options.split("&") if not each.lower().startswith("auth")]
    return head + mark + "&".join(kept)
