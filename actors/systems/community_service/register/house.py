"""The kind "house": an entry of the register of houses (房屋台账; GRASS-05).

It names nobody: who lives there and who owns it are entries of the residents' register, which say
so of themselves.
"""

from datetime import datetime
from typing import Annotated, Literal, assert_never

import msgspec
from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.blocks.forms import normalise
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Event, Turn
from actors.systems.community_service.register.sources import Line, Source, Sourced
from actors.systems.community_service.tiers import tier_of

HOUSE = "house"
Use = Literal["home", "rented", "shop", "public", "empty"]
"""自住, 出租, 经营, 公共用房, 空置."""
Ownership = Literal["private", "collective", "state", "firm"]
Code = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9-]{1,40}$")]
Address = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
GUARDED = Guarded(
    actions=("enter", "change", "read"),
    facts={"state": "text", "unit": "text"},
    fields=(
        "state", "unit", "code", "address", "use", "ownership", "organisation", "building", "grid",
        "source", "sourced_at", "reason",
    ),
)  # fmt: skip


class Premises(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a house is: an `organisation` owns it unless a resident does; `building` and `grid` are
    the names by which the place calls them (楼栋, 网格)."""

    address: Line = ""
    use: Use = "home"
    ownership: Ownership = "private"
    organisation: Line = ""
    building: Line = ""
    grid: Line = ""


class House(Premises, frozen=True, kw_only=True, omit_defaults=True):
    """One house or flat of the place whose station is `unit`; `code` is unique there."""

    phase: Literal["", "standing", "gone"] = ""
    unit: str = ""
    code: str = ""
    source: Source | Literal[""] = ""
    sourced_at: datetime | None = None
    reason: str = ""


class EnterHouse(Sourced, Command, frozen=True, kw_only=True):
    """Enter a house into the register of one's own place (登记入册)."""

    unit: str
    code: Code
    address: Address
    use: Use
    ownership: Ownership
    organisation: Line = ""
    building: Line = ""
    grid: Line = ""


class ChangeHouse(Sourced, Command, frozen=True, kw_only=True):
    """Change what is filled in here (变更信息); what is left empty stays as it is."""

    address: Line = ""
    use: Literal["", "home", "rented", "shop", "public", "empty"] = ""
    ownership: Literal["", "private", "collective", "state", "firm"] = ""
    organisation: Line = ""
    building: Line = ""
    grid: Line = ""


class NoteDemolition(Sourced, Command, frozen=True, kw_only=True):
    """Note that the house is there no longer (登记拆除)."""


class HouseEntered(Event, frozen=True, kw_only=True):
    at: datetime
    unit: str
    code: str
    premises: Premises
    source: Source
    reason: str


class HouseChanged(Event, frozen=True, kw_only=True):
    """`premises` is everything after the change."""

    at: datetime
    premises: Premises
    source: Source
    reason: str


class DemolitionNoted(Event, frozen=True, kw_only=True):
    at: datetime
    source: Source
    reason: str


HouseEvent = HouseEntered | HouseChanged | DemolitionNoted
Turning = Turn[House]
PREMISES = Premises.__struct_fields__
OFFERS: tuple[Offer[House], ...] = (
    Offer(
        command=EnterHouse,
        action="enter",
        begins=True,
        first=("unit", "code", "address", "use", "ownership", "organisation", "building", "grid"),
        example=EnterHouse(
            unit="zhenan_village",
            code="C-021",
            address="禅城区祖庙街道示例村道 21 号",
            use="home",
            ownership="private",
            building="2 栋",
            grid="第一网格",
            source="visit",
            reason="新建住房入册",
        ),
    ),
    Offer(
        command=ChangeHouse,
        action="change",
        states=("standing",),
        example=ChangeHouse(use="rented", source="visit", reason="已出租"),
    ),
    Offer(
        command=NoteDemolition,
        action="change",
        states=("standing",),
        grave=True,
        example=NoteDemolition(source="papers", reason="征收拆除"),
    ),
)


def house_id(unit: str, code: str) -> str:
    """Return the id of the house with `code` in the place of `unit`: "zhenan_village~C-021"."""
    return f"{unit}~{code}"


def called(value: str) -> tuple[str, dict[str, str]] | None:
    """Return what the house with the id `value` is called: its place and its code."""
    unit, mark, code = value.partition("~")
    return ("called.house", {"unit": unit, "code": code}) if mark else None


def house_kind(library: Library) -> EntityKind[House]:
    """Return the kind "house"; places come from `library`."""
    organisation = library[Organisation]

    def enter(turn: Turning, command: EnterHouse) -> None:
        if command.unit != turn.by.unit:
            raise Refusal(Reason("house.forbidden", "/unit"), kind="forbidden")
        if tier_of(command.unit, organisation) != "village":
            raise Refusal(Reason("house.no_place", "/unit"))
        if turn.id != house_id(command.unit, command.code):
            raise Refusal(Reason("house.other_id"))
        turn.emit(
            HouseEntered(
                at=turn.now,
                unit=command.unit,
                code=command.code,
                premises=_told(Premises(), command),
                source=command.source,
                reason=command.reason.strip(),
            )
        )

    rules = Rules(
        kind=HOUSE,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=HOUSE,
        plural="houses",
        open_ids=True,
        state=House,
        initial=lambda key: House(),
        commands=commands_of(OFFERS),
        events=HouseEvent,
        decide=decider(rules, {EnterHouse: enter, ChangeHouse: _change, NoteDemolition: _demolish}),
        evolve=evolve,
        rules=rules,
        shown=("phase", "unit", "code", "use", "ownership", "source", "sourced_at"),
    )


def facts(state: House) -> Facts:
    """Return what policies know of a house."""
    return {"state": state.phase, "unit": state.unit}


def evolve(state: House, event: HouseEvent) -> House:
    """Return the house after `event`."""
    state = replace(state, source=event.source, sourced_at=event.at, reason=event.reason)
    match event:
        case HouseEntered(unit=unit, code=code, premises=premises):
            state = replace(state, phase="standing", unit=unit, code=code)
            return replace(state, **msgspec.structs.asdict(premises))
        case HouseChanged(premises=premises):
            return replace(state, **msgspec.structs.asdict(premises))
        case DemolitionNoted():
            return replace(state, phase="gone")
        case _:
            assert_never(event)


def _change(turn: Turning, command: ChangeHouse) -> None:
    before = Premises(**{name: getattr(turn.state, name) for name in PREMISES})
    after = _told(before, command)
    if after == before:
        raise Refusal(Reason("house.nothing_changed"))
    reason = command.reason.strip()
    turn.emit(HouseChanged(at=turn.now, premises=after, source=command.source, reason=reason))


def _demolish(turn: Turning, command: NoteDemolition) -> None:
    reason = command.reason.strip()
    turn.emit(DemolitionNoted(at=turn.now, source=command.source, reason=reason))


def _told(before: Premises, told: EnterHouse | ChangeHouse) -> Premises:
    """Return `before` with everything that `told` says."""
    said = {name: normalise.plain_text(getattr(told, name)) for name in PREMISES}
    return replace(before, **{name: text for name, text in said.items() if text})
