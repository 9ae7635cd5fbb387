"""What chance decides about one case: who acts, how soon, and whether something rare happens."""

from datetime import UTC, datetime, time, timedelta

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.cases.sample.filing import Filing
from actors.blocks.cases.state import Applicant, CaseState
from actors.blocks.organisation.units import Organisation, StaffMember
from actors.kernel.calendar import CalendarExhausted
from actors.kernel.deadlines import CHINA
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.worktime import WorkTables

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Odds:
    """The odds of one case. `pace` is the share of the promised limit that its office takes."""

    def __init__(
        self, filing: Filing, applicant: Applicant, library: Library, tables: WorkTables
    ) -> None:
        self._filing = filing
        self._applicant = applicant
        self._library = library
        self._time = tables.of(filing.item.unit)
        self._chance = filing.chance
        self.pace = _pace(filing)
        self._made: dict[str, bool] = {}
        self._stages = max(1, len(filing.item.flow.stages))

    def does(self, what: str, share: float) -> bool:
        """Tell whether this case is one of the `share` in which `what` happens; asked again, the
        answer is the same."""
        if what not in self._made:
            self._made[what] = self._chance.random() < share
        return self._made[what]

    @property
    def instant(self) -> bool:
        """Tell whether the item is dealt with on the spot."""
        return self._filing.item.handling == "instant"

    def is_decision(self, state: CaseState) -> bool:
        """Tell whether the case is in the stage that decides."""
        return self._filing.item.flow.stage(state.stage).kind == "decision"

    def duration(self, state: CaseState) -> float:
        """Return working days that the work on the present stage takes."""
        promised = self._filing.item.limits.promised
        share = self.pace * promised / self._stages
        return max(0.01, share * self._chance.uniform(0.6, 1.4))

    def resident(self) -> Identity:
        """Return the applicant, who has an account."""
        return Identity(f"person:{self._applicant.account}", (RESIDENT,))

    def applicant_or_clerk(self) -> Identity:
        """Return the applicant, or whoever acts for one who has no account."""
        return self.resident() if self._applicant.account else self.clerk()

    def clerk(self, but: str = "") -> Identity:
        """Return a clerk of the window, another than the one with the identity `but`."""
        return window_clerk(self._filing, self._library, but)

    def officer(self, unit: str, role: str, deciding: CaseState | None) -> Identity | None:
        """Return somebody of `unit` with `role`; for a decision, nobody who has reviewed alone."""
        done = {t.done_by for t in deciding.tasks if t.done_by} if deciding else set[str]()
        found = [m for m in _members(self._library, unit, role) if f"staff:{m.account}" not in done]
        return _identity_of(self._chance.choice(found)) if found else None

    def office(self, now: datetime, days: float) -> datetime:
        """Return the instant by which offices have worked `days` working days since `now`."""
        try:
            return self._time.reach(now, max(60, int(days * self._time.day)))
        except CalendarExhausted:
            return NEVER  # beyond the published calendars lies the future

    def at_home(self, now: datetime, days: float) -> datetime:
        """Return an instant about `days` days after `now` at which people are awake."""
        then = (now + timedelta(days=days)).astimezone(CHINA)
        if 8 <= then.hour < 22:
            return then.astimezone(UTC)
        morning = time(9, self._chance.randint(0, 59), self._chance.randint(0, 59))
        day = then.date() + timedelta(days=then.hour >= 22)
        return datetime.combine(day, morning, CHINA).astimezone(UTC)


def window_clerk(filing: Filing, library: Library, but: str = "") -> Identity:
    """Return a clerk who takes in for the item's unit: of its own window, or of an integrated
    one; another than the one with the identity `but`."""
    halls = {unit.code for unit in library[Organisation].units.values() if unit.integrated_window}
    clerks = [
        _identity_of(member)
        for unit in sorted({filing.item.unit, *halls})
        for member in _members(library, unit, WINDOW_CLERK)
    ]
    return filing.chance.choice([clerk for clerk in clerks if clerk.id != but])


def _identity_of(member: StaffMember) -> Identity:
    """Return the identity that `member` acts under."""
    return Identity(f"staff:{member.account}", member.roles, member.unit)


def _members(library: Library, unit: str, role: str) -> list[StaffMember]:
    return [m for m in library[Organisation].staff.values() if m.unit == unit and role in m.roles]


def _pace(filing: Filing) -> float:
    """Return the share of the promised limit that the office takes; above 1 it is late."""
    chance, limits = filing.chance, filing.item.limits
    draw = chance.random()
    if draw < 0.02:
        return chance.uniform(1.05, 1.5) * limits.statutory / limits.promised
    if draw < 0.07:
        return chance.uniform(1.0, 1.4)
    if draw < 0.2:
        return chance.uniform(0.6, 0.95)
    return chance.betavariate(2, 4) * 0.8 + 0.04
