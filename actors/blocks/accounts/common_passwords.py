"""Passwords that are tried first (常用密码), read from the list that ships with this block."""

from pathlib import Path

from actors.kernel.mistakes import Mistake

_FILE = "common_passwords.txt"
_FEWEST = 10_000


class CommonPasswords(frozenset[str]):
    """Passwords in lower case that everybody tries first."""


def read_common(folder: Path) -> tuple[CommonPasswords, list[Mistake]]:
    """Return the list that stands in `folder`, whose lines with # tell where it is from."""
    lines = (folder / _FILE).read_text("utf-8").splitlines()
    found = CommonPasswords(line for line in lines if line and not line.startswith("# "))
    if len(found) < _FEWEST:
        return found, [Mistake(f"accounts/{_FILE}", "", f"it has fewer than {_FEWEST} passwords")]
    return found, []
