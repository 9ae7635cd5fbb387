"""Reads the policies of supervision: thresholds of cards, working time, ways of counting."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from actors.blocks.clocks.cards import CLOCKS, CardPolicy
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import DeadlinePolicy
from actors.kernel.worktime import WorkTable, WorkTables

FOLDER = Path(__file__).parent
T = TypeVar("T", CardPolicy, DeadlinePolicy, WorkTable)


@cache
def load_card_policies() -> Mapping[str, CardPolicy]:
    """Return the thresholds that ship with the platform, by name."""
    return read_policies(FOLDER / "policies")


@cache
def load_deadline_policies() -> Mapping[str, DeadlinePolicy]:
    """Return the ways of counting that ship with the platform, by name."""
    return _read(FOLDER / "deadlines", DeadlinePolicy)


@cache
def load_work_tables(calendar: Calendar) -> WorkTables:
    """Return the working time that ships with the platform, on `calendar`."""
    return read_working_time(FOLDER / "working_time", calendar)


def read_policies(folder: Path) -> Mapping[str, CardPolicy]:
    """Return the thresholds of every `*.toml` in `folder` by name. They are for the clocks that are
    counted in working time; those that are counted by dates bring their own.

    Raises:
        ValueError: a file is wrong; the message names it and the key.
    """
    policies = _read(folder, CardPolicy)
    for name, policy in policies.items():
        unknown = sorted(policy.clocks.keys() - set(CLOCKS))
        if unknown:
            raise ValueError(f"{name}.toml: there is no clock {', '.join(unknown)}")
    return policies


def read_working_time(folder: Path, calendar: Calendar) -> WorkTables:
    """Return the working time of every unit on `calendar`: `standard.toml` in `folder`, and for a
    unit with hours of its own the file named by the unit's code.

    Raises:
        ValueError: a file is wrong, or there is no standard.
    """
    own = dict(_read(folder, WorkTable))
    if "standard" not in own:
        raise ValueError(f"{folder / 'standard.toml'}: it is missing")
    return WorkTables(calendar, own.pop("standard"), own)


def _read(folder: Path, kind: type[T]) -> Mapping[str, T]:
    found: dict[str, T] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            value = msgspec.toml.decode(path.read_bytes(), type=kind)
        except ValueError as error:  # msgspec's errors are such, too
            raise ValueError(f"{path.name}: {error}") from error
        if value.name != path.stem:
            raise ValueError(f"{path.name}: its name is {value.name}")
        found[value.name] = value
    return found
