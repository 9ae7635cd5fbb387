"""The kind "village_terminal" (村级终端): a telephone or tablet of a village that works without a
line. What it holds of people is wiped once it was revoked."""

from datetime import datetime
from typing import Literal, assert_never

import msgspec
from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Event, Turn

VILLAGE_TERMINAL = "village_terminal"
GUARDED = Guarded(
    actions=("enrol", "revoke", "read"),
    facts={"state": "text", "unit": "text"},
    fields=("state", "unit", "enrolled_at", "reason"),
)


class VillageTerminal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One terminal, of the station `unit`."""

    phase: Literal["", "enrolled", "revoked"] = ""
    unit: str = ""
    enrolled_at: datetime | None = None


class EnrolTerminal(Command, frozen=True, kw_only=True):
    """Use this browser as a terminal of one's station."""


class RevokeTerminal(Command, frozen=True, kw_only=True):
    """Take it back (注销): it wipes what it holds with its next question, and nothing more is taken
    from it."""

    reason: Literal["lost", "replaced", "clerk_left", "other"]


class TerminalEnrolled(Event, frozen=True, kw_only=True):
    at: datetime
    unit: str


class TerminalRevoked(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


TerminalEvent = TerminalEnrolled | TerminalRevoked
OFFERS: tuple[Offer[VillageTerminal], ...] = (
    Offer(command=EnrolTerminal, action="enrol", begins=True, example=EnrolTerminal()),
    Offer(
        command=RevokeTerminal,
        action="revoke",
        states=("enrolled",),
        grave=True,
        example=RevokeTerminal(reason="lost"),
    ),
)


def village_terminal_kind(library: Library) -> EntityKind[VillageTerminal]:
    """Return the kind "village_terminal"."""
    rules = Rules(
        kind=VILLAGE_TERMINAL,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=VILLAGE_TERMINAL,
        plural="village_terminals",
        ids="[0-9a-f]{32}",
        open_ids=True,
        state=VillageTerminal,
        initial=lambda key: VillageTerminal(),
        commands=commands_of(OFFERS),
        events=TerminalEvent,
        decide=decider(rules, {EnrolTerminal: _enrol, RevokeTerminal: _revoke}),
        evolve=evolve,
        rules=rules,
        shown=("phase", "unit", "enrolled_at", "reason"),
    )


def facts(state: VillageTerminal) -> Facts:
    """Return what policies know of a terminal."""
    return {"state": state.phase, "unit": state.unit}


def evolve(state: VillageTerminal, event: TerminalEvent) -> VillageTerminal:
    """Return the terminal after `event`."""
    match event:
        case TerminalEnrolled(at=at, unit=unit):
            return VillageTerminal(phase="enrolled", unit=unit, enrolled_at=at)
        case TerminalRevoked():
            return replace(state, phase="revoked")
        case _:
            assert_never(event)


def _enrol(turn: Turn[VillageTerminal], command: EnrolTerminal) -> None:
    turn.emit(TerminalEnrolled(at=turn.now, unit=turn.by.unit))


def _revoke(turn: Turn[VillageTerminal], command: RevokeTerminal) -> None:
    turn.emit(TerminalRevoked(at=turn.now, reason=command.reason))
