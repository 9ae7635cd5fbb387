"""Where the sample city offers its items."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.organisation.units import Organisation
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.system import Act
from actors.systems.community_service.item_offer_records import (
    ITEM_OFFER,
    Localise,
    OfferItem,
    offer_id,
)

_FILE = Path(__file__).with_suffix(".toml")


class Gap(msgspec.Struct, frozen=True):
    """An item that an organisation does not offer."""

    item: str
    unit: str


class Plan(msgspec.Struct, frozen=True):
    """Who offers what, and what organisations say of it."""

    towns: tuple[str, ...]
    stations: tuple[str, ...]
    hours: str
    town_counter: str
    other_counter: str
    gaps: tuple[Gap, ...]


def plan(library: Library) -> Iterator[Act]:
    """Yield what the officers of the items and the clerks of towns and villages have said."""
    said = msgspec.toml.decode(_FILE.read_bytes(), type=Plan)
    organisation = library[Organisation]
    for item in library[Catalogue].current_items():
        officer = holder(organisation, item.unit, "item_officer")
        if item.system != "community_service" or officer is None:
            continue
        for unit in (*said.towns, *said.stations):
            if Gap(item.code, unit) in said.gaps or unit not in organisation.units:
                continue
            town = unit in said.towns
            key = f"{ITEM_OFFER}:{offer_id(item.code, unit)}"
            wish = OfferItem(
                item=item.code,
                unit=unit,
                received_at=("town", "village") if town else ("village",),
                decided_by=item.unit,
                mode="pre_reviews" if town else "collects_and_sends_up",
                up_days=2 if town else 3,
                down_days=2,
            )
            yield Act(key=key, command=wish, by=officer)
            clerk = holder(organisation, unit, "window_clerk" if town else "village_clerk")
            if clerk is not None:
                yield Act(key=key, command=_local(said, organisation, unit), by=clerk)


def _local(said: Plan, organisation: Organisation, unit: str) -> Localise:
    found = organisation.units[unit]
    return Localise(
        counter=said.town_counter if unit in said.towns else said.other_counter,
        hours=said.hours,
        contact=found.phone,
        drop_off=found.address.zh if found.address else "",
        languages=("mandarin", "cantonese"),
    )


def holder(organisation: Organisation, unit: str, role: str) -> Identity | None:
    """Return the first who holds `role` in `unit`, as who acts."""
    for member in organisation.staff.values():
        if member.unit == unit and role in member.roles:
            return Identity(f"staff:{member.account}", member.roles, member.unit)
    return None
