"""The registers of two places of the sample city, and what departments demand of them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.form_demand.records import (
    FORM_DEMAND,
    Frequency,
    ListForm,
    RequestForm,
)
from actors.systems.community_service.register.house import (
    HOUSE,
    EnterHouse,
    Ownership,
    Use,
    house_id,
)
from actors.systems.community_service.register.resident_records import (
    RESIDENT,
    Care,
    EnterResident,
    MarkResident,
    Registration,
    Relation,
    Tenure,
)
from actors.systems.community_service.sample.offers import holder

_FILE = Path(__file__).with_suffix(".toml")
_WHY = "示例数据"
_BEGAN = timedelta(days=40)  # before now
_LASTS = timedelta(days=200)  # from now


class Marked(msgspec.Struct, frozen=True):
    """A list that somebody is on, and what for."""

    care: Care
    purpose: str


class Somebody(msgspec.Struct, frozen=True):
    """A resident of the place of `unit`; `house` is a code there."""

    unit: str
    name: str
    id_number: str
    registration: Registration
    relation: Relation
    living_at: str
    registered_at: str
    household: str = ""
    house: str = ""
    tenure: Tenure = ""
    phone: str = ""
    marks: tuple[Marked, ...] = ()


class Building(msgspec.Struct, frozen=True):
    """A house of the place of `unit`."""

    unit: str
    code: str
    address: str
    use: Use
    ownership: Ownership
    grid: str
    organisation: str = ""
    building: str = ""


class Demanded(msgspec.Struct, frozen=True):
    """A form that the department `by` asks for, and whether it is `listed`."""

    by: str
    title: str
    basis: str
    frequency: Frequency
    fields: tuple[str, ...]
    listed: bool


class Plan(msgspec.Struct, frozen=True):
    """What the file says."""

    houses: tuple[Building, ...]
    residents: tuple[Somebody, ...]
    demands: tuple[Demanded, ...]


def lived(library: Library, now: datetime) -> Iterator[tuple[datetime, Act]]:
    """Yield what clerks of places have entered, and what departments have asked for, before `now`,
    a minute for each act."""
    for minute, act in enumerate(_plan(library, local_day(now) + _LASTS)):
        yield now - _BEGAN + timedelta(minutes=minute), act


def _plan(library: Library, until: date) -> Iterator[Act]:
    said = msgspec.toml.decode(_FILE.read_bytes(), type=Plan)
    organisation = library[Organisation]
    for each in said.houses:
        if clerk := holder(organisation, each.unit, VILLAGE_CLERK):
            wish = EnterHouse(source="visit", reason=_WHY, **msgspec.structs.asdict(each))
            yield Act(key=f"{HOUSE}:{house_id(each.unit, each.code)}", command=wish, by=clerk)
    for number, each in enumerate(said.residents, 1):
        if clerk := holder(organisation, each.unit, VILLAGE_CLERK):
            yield from _entered(f"{RESIDENT}:sample-{number:02}", each, clerk, until)
    for number, each in enumerate(said.demands, 1):
        officer = holder(organisation, each.by, "item_officer")
        keeper = holder(organisation, "government_services", "form_keeper")
        if officer is None or keeper is None:
            continue
        key = f"{FORM_DEMAND}:sample_{number}"
        wish = RequestForm(
            title=each.title, basis=each.basis, frequency=each.frequency, fields=each.fields
        )
        yield Act(key=key, command=wish, by=officer)
        if each.listed:
            yield Act(key=key, command=ListForm(until=until), by=keeper)


def _entered(key: str, each: Somebody, clerk: Identity, until: date) -> Iterator[Act]:
    wish = EnterResident(
        name=each.name,
        id_number=each.id_number,
        registration=each.registration,
        relation=each.relation,
        household=each.household,
        registered_at=each.registered_at,
        living_at=each.living_at,
        house=house_id(each.unit, each.house) if each.house else "",
        tenure=each.tenure,
        phone=each.phone,
        source="visit",
        reason=_WHY,
    )
    yield Act(key=key, command=wish, by=clerk)
    for mark in each.marks:
        marking = MarkResident(care=mark.care, source="visit", purpose=mark.purpose, until=until)
        yield Act(key=key, command=marking, by=clerk)
