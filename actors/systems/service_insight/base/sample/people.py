"""The base library of the sample city (示例): records of two sources, one candidate, one merge."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import msgspec

from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.systems.service_insight.base.comparing import blocks, compared
from actors.systems.service_insight.base.entry.records import (
    REGISTER_ENTRY,
    AgreeToProposal,
    ProposeMerge,
)
from actors.systems.service_insight.base.linking import Comparison, settled
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.record.records import (
    SOURCE_RECORD,
    CompareRecord,
    ReceiveRecord,
)
from actors.systems.service_insight.base.roles import STEWARD, SUPPLIER
from actors.systems.service_insight.base.said import Said, tidy

_FILE = Path(__file__).with_suffix(".toml")
_BEGAN = timedelta(days=3)  # before now, a minute for each act


class Delivered(msgspec.Struct, frozen=True):
    """What a source said some days ago."""

    source: str
    days_ago: int
    said: Said


class Merged(msgspec.Struct, frozen=True):
    """Whose two entries stewards have merged."""

    source: str
    name: str
    reason: str


class Plan(msgspec.Struct, frozen=True):
    """What the file says."""

    records: tuple[Delivered, ...]
    merge: Merged


def lived(library: Library, now: datetime) -> Iterator[tuple[datetime, Act]]:
    """Yield what suppliers have delivered and stewards have done before `now`."""
    for minute, act in enumerate(_acts(library, now)):
        yield now - _BEGAN + timedelta(minutes=minute), act


def _acts(library: Library, now: datetime) -> Iterator[Act]:
    plan = msgspec.toml.decode(_FILE.read_bytes(), type=Plan)
    organisation, numbers = library[Organisation], count(1)
    suppliers = {
        each.code: who
        for each in policy().sources
        for who in _holders(organisation, SUPPLIER, each.unit)[:1]
    }
    known: dict[str, list[Said]] = {}
    merging: list[str] = []
    for each in plan.records:
        if each.source not in suppliers:
            continue
        id, said = f"sample-{next(numbers):02}", tidy(each.said)
        observed = local_day(now) - timedelta(days=each.days_ago)
        wish = ReceiveRecord(key=id, seq=1, observed_on=observed, said=each.said)
        yield Act(key=f"{SOURCE_RECORD}:{id}", command=wish, by=suppliers[each.source])
        found = _compared(said, known)
        yield Act(key=f"{SOURCE_RECORD}:{id}", command=CompareRecord(compared=found), by=PLATFORM)
        came = settled(found, policy().weighting)
        entry = "" if came.phase == "candidate" else came.entry or id
        if entry:
            known.setdefault(entry, []).append(said)
        if entry == id and (each.source, said.name) == (plan.merge.source, plan.merge.name):
            merging.append(id)
    stewards = _holders(organisation, STEWARD, policy().steward_unit)
    if len(merging) == 2 and len(stewards) > 1:
        key = f"{REGISTER_ENTRY}:{merging[1]}"
        asked = ProposeMerge(into=merging[0], reason=plan.merge.reason)
        yield Act(key=key, command=asked, by=stewards[0])
        yield Act(key=key, command=AgreeToProposal(), by=stewards[1])


def _compared(said: Said, known: dict[str, list[Said]]) -> tuple[Comparison, ...]:
    """Return how a record compares with the entries that it has a block in common with."""
    own = set(blocks(said))
    return tuple(
        Comparison(entry=entry, levels=compared(said, others))
        for entry, others in known.items()
        if any(own & set(blocks(each)) for each in others)
    )


def _holders(organisation: Organisation, role: str, unit: str) -> list[Identity]:
    return [
        Identity(f"staff:{member.account}", member.roles, member.unit)
        for member in organisation.staff.values()
        if member.unit == unit and role in member.roles
    ]
