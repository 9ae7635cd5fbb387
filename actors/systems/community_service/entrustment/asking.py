"""Asking for an agent, entrusting, and what becomes of the entrustment itself."""

from datetime import date, timedelta

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.closed_units import why_untaken
from actors.blocks.forms import normalise
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identifiers import DivisionRegister, check, person_name
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.community_service.agency import Agency
from actors.systems.community_service.entrustment import commands as c
from actors.systems.community_service.entrustment import events as e
from actors.systems.community_service.entrustment.state import EntrustmentState, Resident
from actors.systems.community_service.tiers import above, tier_of

Turning = Turn[EntrustmentState]
VILLAGE_CLERK = "village_clerk"


class Asking:
    """The rules that rest on the city, its items and what may be entrusted."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.agency = library[Agency]
        self.calendar = library[Calendar]

    def ask(self, turn: Turning, command: c.AskAgent) -> None:
        """Ask for an agent. Whoever has signed in asks for himself, for whom he represents by
        mandate, or for one of his family, whose rights as an applicant he has not.

        Raises:
            Refusal: the item is not open to agents or to nobody any more, the station is none or
                another's, or name and number are not in order.
        """
        item = self.library[Catalogue].item(command.item)
        resident = Resident(
            name=normalise.person_name(command.name),
            id_number=normalise.identifier(command.id_number),
            phone=normalise.identifier(command.phone, "mobile"),
        )
        reasons = [*self._wrong_place(turn, command), *self._wrong_person(turn, resident)]
        if code := self.agency.hindrance(command.item) or why_untaken(item, self.library):
            reasons.insert(0, Reason(code, "/item"))
        if reasons:
            raise Refusal(*reasons)
        by = turn.by
        own = by.id.partition(":")[2] if command.relation == "self" else ""
        account = (by.acting_for or own) if by.has(RESIDENT) else ""
        turn.emit(
            e.AgentAsked(
                at=turn.now,
                item=command.item,
                unit=command.unit,
                above=above(command.unit, self.library[Organisation]),
                account=account,
                by=by.id,
                resident=resident,
                relation=command.relation,
            )
        )

    def give(self, turn: Turning, command: c.GiveEntrustment) -> None:
        """Entrust it to whoever records it.

        Raises:
            Refusal: the text was not read out or not agreed to, or the last day is none.
        """
        wrong: list[Reason] = []
        if not command.read_out:
            wrong.append(Reason("entrustment.not_read_out", "/read_out"))
        if not command.agreed:
            wrong.append(Reason("entrustment.not_agreed", "/agreed"))
        wrong += self._wrong_day(turn, command.until)
        if wrong:
            raise Refusal(*wrong)
        consent, agent = self.agency.consent, turn.by.id
        turn.emit(
            e.EntrustmentGiven(
                at=turn.now,
                agent=agent,
                seen=command.seen,
                method=command.method,
                consent=consent.digest(turn.state.item, agent, command.until),
                consent_version=consent.version,
                until=command.until,
            )
        )

    def go_on(self, turn: Turning, command: c.ContinueEntrustment) -> None:
        """Go on with it.

        Raises:
            Refusal: the last day is none.
        """
        if wrong := self._wrong_day(turn, command.until):
            raise Refusal(*wrong)
        turn.emit(e.EntrustmentContinued(at=turn.now, until=command.until))

    def _wrong_place(self, turn: Turning, command: c.AskAgent) -> list[Reason]:
        organisation = self.library[Organisation]
        if command.unit not in organisation.units:
            return [Reason("entrustment.no_station", "/unit")]
        if tier_of(command.unit, organisation) not in ("village", "town"):
            return [Reason("entrustment.no_station", "/unit")]
        if turn.by.id.startswith("staff:") and turn.by.unit != command.unit:
            return [Reason("entrustment.other_station", "/unit")]
        return []

    def _wrong_person(self, turn: Turning, resident: Resident) -> list[Reason]:
        today, divisions = local_day(turn.now), self.library[DivisionRegister].years
        found = list(person_name(resident.name, field="/name").errors)
        found += check(
            "resident_id",
            resident.id_number,
            today=today,
            divisions=divisions,
            field="/id_number",
        ).errors
        if resident.phone:
            found += check(
                "mobile", resident.phone, today=today, divisions=divisions, field="/phone"
            ).errors
        return found

    def _wrong_day(self, turn: Turning, until: date) -> list[Reason]:
        today = local_day(turn.now)
        last = today + timedelta(days=self.agency.longest_days)
        if today <= until <= last:
            return []
        return [Reason("entrustment.last_day", "/until", {"day": last.isoformat()})]


def decline(turn: Turning, command: c.DeclineEntrustment) -> None:
    """Decline it."""
    turn.emit(e.EntrustmentDeclined(at=turn.now, declining=command.reason))


def suspend(turn: Turning, command: c.SuspendEntrustment) -> None:
    """Interrupt it."""
    turn.emit(e.EntrustmentSuspended(at=turn.now, reason=command.reason))


def end(turn: Turning, command: c.EndEntrustment) -> None:
    """End it."""
    turn.emit(e.EntrustmentEnded(at=turn.now, reason=command.reason))


def expire(turn: Turning, command: c.ExpireEntrustment) -> None:
    """End it since its last day is over, unless it was continued or has ended."""
    if turn.state.until == command.until and turn.state.standing != "ended":
        turn.emit(e.EntrustmentEnded(at=turn.now, reason="expired"))
