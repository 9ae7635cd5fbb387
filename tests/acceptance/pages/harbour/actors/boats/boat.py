"""渔船: boats of a harbour, a kind for tests of generic pages."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.access.access import Access
from actors.blocks.files.digest import Digest
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Handler, Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Event, Turn

GUARDED = Guarded(
    actions=("read", "register", "inspect", "assign", "retire"),
    facts={"state": "text", "unit": "text"},
    fields=("owner", "phone"),
)


class Part(msgspec.Struct, frozen=True):
    unit: str
    share: Annotated[int, msgspec.Meta(ge=1, le=100)] = 100


class Task(msgspec.Struct, frozen=True):
    name: str
    unit: str
    role: str
    due: date | None = None


class Dues(msgspec.Struct, frozen=True):
    inspection: date | None = None


class Boat(msgspec.Struct, frozen=True):
    id: str = ""
    state: str = ""
    title: str = ""
    sort: str = ""
    unit: str = ""
    fee_fen: int = 0
    crew: int = 0
    owner: str = ""
    phone: str = ""
    remarks: str = ""
    registered_on: date | None = None
    tasks: tuple[Task, ...] = ()
    dues: Dues = Dues()
    parts: tuple[Part, ...] = ()


class Register(Command, frozen=True, kw_only=True):
    title: Annotated[str, msgspec.Meta(min_length=2, max_length=30)]
    sort: Literal["trawler", "ferry", "yacht"]
    unit: str
    crew: Annotated[int, msgspec.Meta(ge=1, le=60)]
    fee_fen: int = 0
    owner: str
    phone: Annotated[str, msgspec.Meta(extra={"check": "mobile"})]
    registered_on: date


class Inspect(Command, frozen=True, kw_only=True):
    result: Literal["sound", "unsound"]
    seen_at: datetime
    remarks: str = ""
    equipment: tuple[Literal["radio", "rafts", "lights"], ...] = ()
    by_sea: bool = False
    photograph: Digest = ""


class Assign(Command, frozen=True, kw_only=True):
    parts: tuple[Part, ...]


class Retire(Command, frozen=True, kw_only=True):
    reason: str


class Registered(Event, frozen=True, kw_only=True):
    title: str
    sort: str
    unit: str
    crew: int
    fee_fen: int
    owner: str
    phone: str
    registered_on: date


class Inspected(Event, frozen=True, kw_only=True):
    result: str
    remarks: str = ""
    photograph: str = ""


class Assigned(Event, frozen=True, kw_only=True):
    parts: tuple[Part, ...]


class Retired(Event, frozen=True, kw_only=True):
    reason: str


BoatEvent = Registered | Inspected | Assigned | Retired
OFFERS: tuple[Offer[Boat], ...] = (
    Offer(command=Register, action="register", begins=True),
    Offer(command=Inspect, action="inspect", states=("moored",), long=("remarks",)),
    Offer(command=Assign, action="assign", states=("moored",)),
    Offer(command=Retire, action="retire", states=("moored",), long=("reason",), grave=True),
)


def kind(library: Library) -> EntityKind[Boat]:
    rules = Rules[Boat](
        kind="boat",
        offers=OFFERS,
        permits=library[Access],
        facts=_facts,
        phase=lambda state: state.state,
    )
    handlers: dict[type[Command], Handler[Boat]] = {
        Register: _register,
        Inspect: _inspect,
        Assign: _assign,
        Retire: _retire,
    }
    return EntityKind(
        name="boat",
        state=Boat,
        initial=lambda key: Boat(id=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=BoatEvent,
        decide=decider(rules, handlers),
        evolve=_evolve,
        plural="boats",
        rules=rules,
        shown=("title", "sort", "unit", "crew", "fee_fen", "registered_on", "state", "parts"),
    )


def _facts(state: Boat) -> Facts:
    return {"state": state.state, "unit": state.unit}


def _register(turn: Turn[Boat], command: Register) -> None:
    if turn.state.state:
        raise Refusal(Reason("boat.not_now"), kind="not_now")
    turn.emit(
        Registered(
            title=command.title,
            sort=command.sort,
            unit=command.unit,
            crew=command.crew,
            fee_fen=command.fee_fen,
            owner=command.owner,
            phone=command.phone,
            registered_on=command.registered_on,
        )
    )


def _inspect(turn: Turn[Boat], command: Inspect) -> None:
    if command.result == "unsound" and not command.remarks:
        raise Refusal(Reason("boat.remarks_needed", "/remarks"))
    turn.emit(
        Inspected(result=command.result, remarks=command.remarks, photograph=command.photograph)
    )


def _assign(turn: Turn[Boat], command: Assign) -> None:
    if sum(part.share for part in command.parts) != 100:
        raise Refusal(Reason("boat.shares", "/parts/0/share"))
    turn.emit(Assigned(parts=command.parts))


def _retire(turn: Turn[Boat], command: Retire) -> None:
    turn.emit(Retired(reason=command.reason))


def _evolve(state: Boat, event: BoatEvent) -> Boat:
    match event:
        case Registered():
            task = Task("inspection", event.unit, "window_clerk", event.registered_on)
            return msgspec.structs.replace(
                state,
                state="moored",
                title=event.title,
                sort=event.sort,
                unit=event.unit,
                crew=event.crew,
                fee_fen=event.fee_fen,
                owner=event.owner,
                phone=event.phone,
                registered_on=event.registered_on,
                tasks=(task,),
                dues=Dues(event.registered_on),
            )
        case Inspected():
            return msgspec.structs.replace(
                state, remarks=event.remarks or state.remarks, tasks=(), dues=Dues()
            )
        case Assigned():
            return msgspec.structs.replace(state, parts=event.parts)
        case Retired():
            return msgspec.structs.replace(state, state="retired", tasks=())
