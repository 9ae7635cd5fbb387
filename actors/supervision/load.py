"""Reads the policies of supervision: thresholds of cards, working time, ways of counting."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from actors.kernel.calendar import Calendar
from actors.kernel.cards import CardPolicy
from actors.kernel.deadlines import DeadlinePolicy
from actors.kernel.worktime import WorkTable, WorkTables

FOLDER = Path(__file__).parent
T = TypeVar("T", CardPolicy, DeadlinePolicy, WorkTable)


@cache
def load_card_policies() -> Mapping[str, CardPolicy]:
    """Return the thresholds of `policies/*.toml` by name.

    Raises:
        ValueError: a file is wrong; the message names it and the key.
    """
    return _all("policies", CardPolicy)


@cache
def load_deadline_policies() -> Mapping[str, DeadlinePolicy]:
    """Return the ways of counting of `deadlines/*.toml` by name.

    Raises:
        ValueError: a file is wrong; the message names it and the key.
    """
    return _all("deadlines", DeadlinePolicy)


@cache
def load_work_tables(calendar: Calendar) -> WorkTables:
    """Return the working time of every unit on `calendar`: `working_time/standard.toml`, and for a
    unit with hours of its own the file named by the unit's code.

    Raises:
        ValueError: a file is wrong, or there is no standard.
    """
    own = dict(_all("working_time", WorkTable))
    if "standard" not in own:
        raise ValueError("working_time/standard.toml: it is missing")
    return WorkTables(calendar, own.pop("standard"), own)


def _all(folder: str, kind: type[T]) -> Mapping[str, T]:
    found: dict[str, T] = {}
    for path in sorted((FOLDER / folder).glob("*.toml")):
        try:
            value = msgspec.toml.decode(path.read_bytes(), type=kind)
        except (msgspec.MsgspecError, ValueError) as error:
            raise ValueError(f"{folder}/{path.name}: {error}") from error
        if value.name != path.stem:
            raise ValueError(f"{folder}/{path.name}: its name is {value.name}")
        found[value.name] = value
    return found
