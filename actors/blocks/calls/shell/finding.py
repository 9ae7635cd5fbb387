"""Finds the parties that are declared, and connects those that the file of parties names.

Every folder of `actors/blocks` and `actors/systems` may have `shell/adapters.py` with `ADAPTERS`.
The setting `YIMEN_PARTIES` names a TOML file that nobody else may read, with a table for each
party, by default `parties.toml` beside the file of `YIMEN_SECRETS_FILE`:

    [sms]
    url = "https://sms.example/v1"
    key = "…"
    report_key = "…"
"""

import importlib
import importlib.util
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actors.blocks.calls.shell.adapter import Adapter, Party
from actors.kernel.mistakes import Mistake, Mistakes
from actors.kernel.system import Installed
from storage.own_files import OpenToOthers, read_own

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Connected:
    """A party with its adapter; without one, `wrong` tells why."""

    party: Party
    adapter: Adapter | None
    wrong: str = ""


def declared(installed: Installed) -> dict[str, Party]:
    """Return the parties that what is installed declares, by name.

    Raises:
        Mistakes: two owners declare one, or what they declare is none.
    """
    found: dict[str, Party] = {}
    mistakes: list[Mistake] = []
    for storey, owners in (("blocks", installed.blocks), ("systems", installed.systems)):
        for owner in owners:
            file = f"{storey}/{owner}/shell/adapters.py"
            for party in _adapters(f"actors.{storey}.{owner}.shell"):
                if not isinstance(party, Party) or not _NAME.fullmatch(party.name):
                    mistakes.append(Mistake(file, "ADAPTERS", f"{party!r} is no Party with a name"))
                elif party.name in found:
                    mistakes.append(Mistake(file, party.name, "another one has this name"))
                else:
                    found[party.name] = party
    if mistakes:
        raise Mistakes(mistakes)
    return found


def connect(parties: Mapping[str, Party], file: Path | None = None) -> dict[str, Connected]:
    """Return every party with its adapter, as the `file` of parties says, by default the one that
    the settings name. What is wrong with one keeps nobody else from being called."""
    try:
        tables = _tables(file or settings_file())
    except (OSError, ValueError) as error:
        return {name: Connected(party, None, str(error)) for name, party in parties.items()}
    return {name: _connected(party, tables.get(name)) for name, party in parties.items()}


def settings_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the file of parties is, whether or not there is one."""
    secrets = Path(environment.get("YIMEN_SECRETS_FILE", "~/.config/yimen/secrets.json"))
    named = environment.get("YIMEN_PARTIES") or secrets.parent / "parties.toml"
    return Path(named).expanduser().absolute()


def stamp_of(file: Path) -> tuple[int, int] | None:
    """Return what changes whenever the `file` of parties does; None while there is none."""
    try:
        told = file.stat()
    except FileNotFoundError:
        return None
    return told.st_mtime_ns, told.st_ino


def _adapters(shell: str) -> tuple[Any, ...]:
    package = importlib.util.find_spec(shell.rpartition(".")[0])
    folders = package.submodule_search_locations if package else None
    if not any((Path(each) / "shell" / "adapters.py").exists() for each in folders or ()):
        return ()
    return tuple(importlib.import_module(f"{shell}.adapters").ADAPTERS)


def _tables(path: Path) -> dict[str, Any]:
    """Return the tables of the file at `path`, none if there is no file.

    Raises:
        OSError, OpenToOthers, ValueError: it cannot be read.
    """
    if not path.exists():
        return {}
    try:
        return tomllib.loads(read_own(path).decode())
    except OpenToOthers:
        raise
    except ValueError as error:  # its text may hold what is secret
        raise ValueError(f"{path} is no TOML file") from error


def _connected(party: Party, table: object) -> Connected:
    if table is None:
        return Connected(party, None, "no settings")
    texts = {str(k): str(v) for k, v in table.items()} if isinstance(table, dict) else {}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    missing = [name for name in party.settings if not texts.get(name)]
    if missing:
        return Connected(party, None, f"no {', '.join(missing)}")
    try:
        return Connected(party, party.connect(texts))
    except (ValueError, KeyError, OSError) as error:
        return Connected(party, None, f"{type(error).__name__}: {error}")
