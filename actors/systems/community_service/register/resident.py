"""The kind "resident": an entry of the residents' register (居民台账; GRASS-05).

Clerks of a village or community enter and change the entries of their own place, each change with
its source and reason; a mark goes by itself after its last day (个人信息保护法第十九条).
"""

from datetime import date
from typing import assert_never

import msgspec
from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.blocks.forms import normalise
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.identifiers import DivisionRegister, check, person_name
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Turn
from actors.systems.community_service.register import resident_records as r
from actors.systems.community_service.register.care import note_care, tell_account
from actors.systems.community_service.register.marks import expire, let_go, lift, mark
from actors.systems.community_service.tiers import tier_of

GUARDED = Guarded(
    actions=("enter", "change", "mark", "read"),
    facts={"state": "text", "unit": "text", "account": "text"},
    fields=(
        "state", "unit", "registration", "masked_name", "masked_number", "care", "house", "tenure",
        "source", "sourced_at", "reason", "who", "phone", "relation", "household", "registered_at",
        "living_at", "marks", "deceased_on",
    ),
)  # fmt: skip
Turning = Turn[r.Resident]
OFFERS: tuple[Offer[r.Resident], ...] = (
    # Programs and pages send it by an address of their own, which makes its id and its digest.
    Offer(command=r.EnterResident, action="enter", begins=True, of="platform", unasked=("person",)),
    Offer(
        command=r.ChangeResident,
        action="change",
        states=("registered",),
        example=r.ChangeResident(
            living_at="禅城区祖庙街道示例村道 9 号", source="visit", reason="上门核实"
        ),
    ),
    Offer(
        command=r.MarkResident,
        action="mark",
        states=("registered",),
        example=r.MarkResident(
            care="elder_alone", source="visit", purpose="每周探访", until=date(2027, 6, 30)
        ),
    ),
    Offer(
        command=r.LiftMark,
        action="mark",
        states=("registered",),
        offered=lambda by, state: bool(state.marks),
        example=r.LiftMark(care="elder_alone", reason="子女已返乡同住"),
    ),
    Offer(
        command=r.NoteDeparture,
        action="change",
        states=("registered",),
        example=r.NoteDeparture(source="statement", reason="迁往外地"),
    ),
    Offer(
        command=r.NoteDeath,
        action="change",
        states=("registered", "left"),
        grave=True,
        example=r.NoteDeath(on=date(2026, 5, 6), source="papers", reason="死亡证明"),
    ),
    Offer(
        command=r.ReinstateResident,
        action="change",
        states=("left", "deceased"),
        example=r.ReinstateResident(source="papers", reason="登记有误"),
    ),
    Offer(command=r.ExpireMark, of="platform"),
    Offer(command=r.IndexResident, of="platform"),
    Offer(command=r.ClaimResident, of="platform"),
    Offer(command=r.NoteCare, of="platform"),
)


class _Terms:
    """The rules that rest on the city and its divisions."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def enter(self, turn: Turning, command: r.EnterResident) -> None:
        """Enter somebody.

        Raises:
            Refusal: it is no village or community, or name and numbers are not in order: every
                fault.
        """
        unit = turn.by.unit
        if tier_of(unit, self._library[Organisation]) != "village":
            raise Refusal(Reason("resident.no_place"))
        who = r.Person(
            name=normalise.person_name(command.name),
            id_number=normalise.identifier(command.id_number),
        )
        details = _told(r.Details(), command)
        reasons = [*self._of_person(turn, who), *self._of_details(turn, details)]
        if reasons:
            raise Refusal(*reasons)
        turn.emit(
            r.ResidentEntered(
                at=turn.now,
                unit=unit,
                who=who,
                registration=command.registration,
                details=details,
                person=command.person,
                source=command.source,
                reason=command.reason.strip(),
            )
        )

    def change(self, turn: Turning, command: r.ChangeResident) -> None:
        """Change what is filled in.

        Raises:
            Refusal: nothing is, or it is not in order.
        """
        state = turn.state
        before = r.Details(**{name: getattr(state, name) for name in r.DETAILS})
        details = _told(before, command)
        registration = command.registration or state.registration
        if details == before and registration == state.registration:
            raise Refusal(Reason("resident.nothing_changed"))
        if reasons := self._of_details(turn, details):
            raise Refusal(*reasons)
        turn.emit(
            r.ResidentChanged(
                at=turn.now,
                registration=registration,
                details=details,
                source=command.source,
                reason=command.reason.strip(),
            )
        )

    def _of_person(self, turn: Turning, who: r.Person) -> tuple[Reason, ...]:
        found = check(
            "resident_id",
            who.id_number,
            today=local_day(turn.now),
            divisions=self._library[DivisionRegister].years,
            field="/id_number",
        )
        return *person_name(who.name, field="/name").errors, *found.errors

    def _of_details(self, turn: Turning, details: r.Details) -> tuple[Reason, ...]:
        if not details.phone:
            return ()
        today, divisions = local_day(turn.now), self._library[DivisionRegister].years
        found = check("mobile", details.phone, today=today, divisions=divisions, field="/phone")
        return found.errors


def resident_kind(library: Library) -> EntityKind[r.Resident]:
    """Return the kind "resident"; places and divisions come from `library`."""
    terms = _Terms(library)
    rules = Rules(
        kind=r.RESIDENT,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=r.RESIDENT,
        plural="residents",
        state=r.Resident,
        initial=lambda key: r.Resident(),
        commands=commands_of(OFFERS),
        events=r.ResidentEvent,
        decide=decider(
            rules,
            {
                r.EnterResident: terms.enter,
                r.ChangeResident: terms.change,
                r.MarkResident: mark,
                r.LiftMark: lift,
                r.ExpireMark: expire,
                r.NoteDeath: _note_death,
                r.NoteDeparture: _note_departure,
                r.ReinstateResident: _reinstate,
                r.IndexResident: _index,
                r.ClaimResident: _claim,
                r.NoteCare: note_care,
            },
        ),
        evolve=evolve,
        rules=rules,
        concerns=lambda state: state.account,
        shown=("phase", "unit", "registration", "source", "sourced_at"),
    )


def facts(state: r.Resident) -> Facts:
    """Return what policies know of an entry."""
    return {"state": state.phase, "unit": state.unit, "account": state.account}


def evolve(state: r.Resident, event: r.ResidentEvent) -> r.Resident:
    """Return the entry after `event`."""
    match event:
        case r.ResidentEntered(unit=unit, who=who, person=person):
            entered = replace(state, phase="registered", unit=unit, who=who, person=person)
            return _with(entered, event)
        case r.ResidentChanged():
            return _with(state, event)
        case r.ResidentMarked(mark=mark):
            others = tuple(each for each in state.marks if each.care != mark.care)
            return replace(state, marks=(*others, mark), marked=mark.number)
        case r.MarkLifted(number=number) | r.MarkExpired(number=number):
            return replace(state, marks=tuple(m for m in state.marks if m.number != number))
        case r.DeathNoted(on=on):
            gone = replace(state, phase="deceased", deceased_on=on, marks=())
            return _sourced(gone, event)
        case r.DepartureNoted():
            return _sourced(replace(state, phase="left", marks=()), event)
        case r.ResidentReinstated():
            back = replace(state, phase="registered", deceased_on=None)
            return _sourced(back, event)
        case r.ResidentIndexed(person=person):
            return replace(state, person=person)
        case r.ResidentClaimed(account=account):
            return replace(state, account=account)
        case r.CareNoted(planned=planned):
            return replace(state, cared=planned)
        case _:
            assert_never(event)


def _with(state: r.Resident, event: r.ResidentEntered | r.ResidentChanged) -> r.Resident:
    details = msgspec.structs.asdict(event.details)
    told = replace(state, registration=event.registration, **details)
    return _sourced(told, event)


def _sourced(state: r.Resident, event: r.Reasoned) -> r.Resident:
    return replace(state, source=event.source, sourced_at=event.at, reason=event.reason)


def _told(before: r.Details, told: r.Details) -> r.Details:
    """Return `before` with everything that `told` says, in the one form that it is kept in."""
    said: dict[str, str] = {}
    for name in r.DETAILS:
        typed: str = getattr(told, name)
        if typed.strip():
            as_kept = normalise.plain_text(typed)
            said[name] = normalise.identifier(typed, "mobile") if name == "phone" else as_kept
    return replace(before, **said)


def _note_death(turn: Turning, command: r.NoteDeath) -> None:
    if command.on > local_day(turn.now):
        raise Refusal(Reason("resident.in_future", "/on"))
    let_go(turn)
    reason = command.reason.strip()
    turn.emit(r.DeathNoted(at=turn.now, on=command.on, source=command.source, reason=reason))


def _note_departure(turn: Turning, command: r.NoteDeparture) -> None:
    let_go(turn)
    reason = command.reason.strip()
    turn.emit(r.DepartureNoted(at=turn.now, source=command.source, reason=reason))


def _reinstate(turn: Turning, command: r.ReinstateResident) -> None:
    reason = command.reason.strip()
    turn.emit(r.ResidentReinstated(at=turn.now, source=command.source, reason=reason))


def _index(turn: Turning, command: r.IndexResident) -> None:
    if command.person != turn.state.person:
        turn.emit(r.ResidentIndexed(at=turn.now, person=command.person))


def _claim(turn: Turning, command: r.ClaimResident) -> None:
    """Give the entry to the account of its resident; the first one has it."""
    state = turn.state
    if state.account == command.account:
        return
    if state.account or not command.person or state.person != command.person:
        raise Refusal(Reason("resident.forbidden"), kind="forbidden")
    turn.emit(r.ResidentClaimed(at=turn.now, account=command.account))
    tell_account(turn)
