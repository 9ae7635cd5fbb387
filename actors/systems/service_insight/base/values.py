"""The current value of each attribute of an entry, with its reason (择优规则, SDB-20)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from actors.systems.service_insight.base.said import ATTRIBUTES, Version, standing
from actors.systems.service_insight.survivorship import (
    Authority,
    Observation,
    Survivor,
    survivor,
)


class Attached(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record that is attached to an entry: its id, its source, and what it said."""

    record: str
    source: str
    versions: tuple[Version, ...] = ()


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A value that a source once said of an attribute (属性历史)."""

    source: str
    value: str
    seq: int
    version: Version


def current(
    records: Iterable[Attached], orders: Mapping[str, Sequence[Authority]], on: date
) -> Mapping[str, Survivor]:
    """Return the value of each attribute on `on` that has one, and what it won against, by the
    authorities of each attribute in `orders`."""
    heard = [
        (each.source, version)
        for each in records
        if (version := standing(each.versions, on)) is not None
    ]
    heard.sort(key=lambda each: each[1].recorded_at, reverse=True)  # of one day the latest wins
    said = [
        Observation(source=source, attribute=name, value=value, observed_on=version.observed_on)
        for source, version in heard
        for name in ATTRIBUTES
        if (value := getattr(version.said, name))
    ]
    found = {name: survivor(name, said, orders.get(name, ()), on) for name in ATTRIBUTES}
    return {name: each for name, each in found.items() if each is not None}


def history(records: Iterable[Attached], attribute: str) -> tuple[Past, ...]:
    """Return everything that was ever said of an attribute, what was observed last first."""
    said = [
        Past(source=each.source, value=value, seq=version.seq, version=version)
        for each in records
        for version in each.versions
        if (value := getattr(version.said, attribute))
    ]
    said.sort(key=lambda each: (each.version.observed_on, each.seq), reverse=True)
    return tuple(said)
