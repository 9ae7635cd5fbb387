"""Who holds which role where (任职), from when to when, and who acts for whom (代理)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from actors.blocks.organisation.changes import (
    Appointed,
    AppointmentEnded,
    LeaveBegun,
    LeaveEnded,
    StaffChange,
    StaffDisabled,
    StaffEnabled,
    StaffEntered,
)
from actors.blocks.organisation.spans import ONE_DAY, Span, merged
from actors.blocks.organisation.units import StaffMember
from actors.kernel.errors import Reason

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """A role that an account holds in a scope, from `since` up to and including `until`: date.min
    for what was at first, date.max for what nothing ends yet."""

    account: str
    role: str
    scope: str
    since: date = date.min
    until: date = date.max

    @property
    def span(self) -> Span:
        """Its days."""
        return Span(self.since, self.until)

    def holds(self, on: date) -> bool:
        """Tell whether it is in force on this day."""
        return self.since <= on <= self.until


@dataclass(frozen=True, kw_only=True)
class Leave:
    """Days that an account's owner is away, both ends included; `deputy` "": nobody acts."""

    account: str
    since: date
    until: date
    deputy: str = ""

    @property
    def span(self) -> Span:
        """Its days."""
        return Span(self.since, self.until)

    def holds(self, on: date) -> bool:
        """Tell whether it is in force on this day."""
        return self.since <= on <= self.until


@dataclass(frozen=True)
class Holder:
    """Who acts in a role: `account`, or `account` for `acting_for` while that is on leave. The
    record reads "X 代 Y"."""

    account: str
    acting_for: str = ""


@dataclass(frozen=True)
class Posts:
    """All appointments and leaves, and the days from which accounts were disabled or not; `misfits`
    are changes that end what is not there on their day."""

    appointments: tuple[Appointment, ...]
    leaves: tuple[Leave, ...]
    standing: Mapping[str, tuple[tuple[date, bool], ...]]
    misfits: tuple[Reason, ...] = ()

    @cached_property
    def appointments_of(self) -> Mapping[str, tuple[Appointment, ...]]:
        """The appointments of each account."""
        return _by((each.account, each) for each in self.appointments)

    @cached_property
    def leaves_of(self) -> Mapping[str, tuple[Leave, ...]]:
        """The leaves of each account's owner."""
        return _by((each.account, each) for each in self.leaves)

    @cached_property
    def leaves_for(self) -> Mapping[str, tuple[Leave, ...]]:
        """The leaves in which each account is the deputy."""
        return _by((each.deputy, each) for each in self.leaves if each.deputy)

    @cached_property
    def _appointments_to(self) -> Mapping[tuple[str, str], tuple[Appointment, ...]]:
        return _by(((each.role, each.scope), each) for each in self.appointments)

    def disabled(self, account: str, on: date) -> bool:
        """Tell whether the account is closed to everybody on this day."""
        marks = [off for since, off in self.standing.get(account, ()) if since <= on]
        return bool(marks) and marks[-1]

    def away(self, account: str, on: date) -> Leave | None:
        """Return the leave that the account's owner is on, if he is."""
        leaves = self.leaves_of.get(account, ())
        return next((leave for leave in leaves if leave.holds(on)), None)

    def present(self, account: str, on: date) -> bool:
        """Tell whether the account can act on this day: neither disabled nor on leave."""
        return not self.disabled(account, on) and self.away(account, on) is None

    def absences(self, account: str) -> list[Span]:
        """Return the days on which the account cannot act."""
        marks = self.standing.get(account, ())
        closed = [
            Span(since, end if end == date.max else end - ONE_DAY)
            for (since, off), (end, _) in pairwise((*marks, (date.max, False)))
            if off
        ]
        return merged([*closed, *(leave.span for leave in self.leaves_of.get(account, ()))])

    def held(self, role: str, scope: str, on: date) -> tuple[Holder, ...]:
        """Return who acts in the role on this day, deputies in the place of those on leave. What a
        deputy acts in goes no further, should he be away himself: nobody acts then."""
        found: dict[Holder, None] = {}
        for each in self._appointments_to.get((role, scope), ()):
            if each.holds(on):
                holder = self._acting(each.account, on)
                if holder:
                    found[holder] = None
        return tuple(sorted(found, key=lambda holder: (holder.account, holder.acting_for)))

    def holders(self, role: str, scope: str, on: date) -> tuple[str, ...]:
        """Return the accounts of those who act in the role on this day, each once, in order."""
        return tuple(dict.fromkeys(holder.account for holder in self.held(role, scope, on)))

    def roles_of(self, account: str, on: date) -> Mapping[str, tuple[str, ...]]:
        """Return the account's own roles on this day by scope, whether or not its owner is away."""
        found: dict[str, tuple[str, ...]] = {}
        for each in self.appointments_of.get(account, ()):
            if each.holds(on):
                found[each.scope] = (*found.get(each.scope, ()), each.role)
        return found

    def acts_for(self, account: str, on: date) -> tuple[str, ...]:
        """Return the accounts whose roles this one has as their deputy on this day."""
        if not self.present(account, on):
            return ()
        return tuple(
            leave.account
            for leave in self.leaves_for.get(account, ())
            if leave.holds(on) and not self.disabled(leave.account, on)
        )

    def _acting(self, account: str, on: date) -> Holder | None:
        if self.disabled(account, on):
            return None
        leave = self.away(account, on)
        if leave is None:
            return Holder(account)
        if leave.deputy and self.present(leave.deputy, on):
            return Holder(leave.deputy, account)
        return None


@dataclass
class _Making:
    """The posts while changes are gone through, in the order in which they come to hold; where
    those of one post and one person stand, so that ending one costs no search through all."""

    appointments: list[Appointment]
    leaves: list[Leave] = field(default_factory=list[Leave])
    places: dict[tuple[str, str, str], list[int]] = field(
        default_factory=dict[tuple[str, str, str], list[int]]
    )
    away: dict[str, list[int]] = field(default_factory=dict[str, list[int]])

    def __post_init__(self) -> None:
        for place, each in enumerate(self.appointments):
            self._note(each, place)

    def appoint(self, appointment: Appointment) -> None:
        """Take in one more appointment."""
        self._note(appointment, len(self.appointments))
        self.appointments.append(appointment)

    def leave(self, leave: Leave) -> None:
        """Take in one more leave."""
        self.away.setdefault(leave.account, []).append(len(self.leaves))
        self.leaves.append(leave)

    def end_appointment(self, what: AppointmentEnded) -> bool:
        """End the appointment that `what` speaks of the day before; False if there is none."""
        asked = (what.account, what.role, what.scope)
        for place in reversed(self.places.get(asked, ())):
            each = self.appointments[place]
            if each.holds(what.effective):
                self.appointments[place] = replace(each, until=what.effective - ONE_DAY)
                return True
        return False

    def end_leave(self, what: LeaveEnded) -> bool:
        """End the leave that `what` speaks of the day before; False if there is none."""
        for place in reversed(self.away.get(what.account, ())):
            leave = self.leaves[place]
            if leave.holds(what.effective):
                self.leaves[place] = replace(leave, until=what.effective - ONE_DAY)
                return True
        return False

    def _note(self, each: Appointment, place: int) -> None:
        self.places.setdefault((each.account, each.role, each.scope), []).append(place)


def posts_of(base: Iterable[StaffMember], changes: Iterable[StaffChange]) -> Posts:
    """Return what follows from the staff of `base` and `changes`."""
    making = _Making(list(_first(base)))
    standing: dict[str, tuple[tuple[date, bool], ...]] = {}
    misfits: list[Reason] = []
    for what in sorted(changes, key=lambda each: (each.effective, each.number)):
        day, account = what.effective, what.account
        match what:
            case StaffEntered(role=role, scope=scope):
                making.appoint(Appointment(account=account, role=role, scope=scope, since=day))
            case Appointed(role=role, scope=scope, until=until):
                last = until or date.max
                making.appoint(
                    Appointment(account=account, role=role, scope=scope, since=day, until=last)
                )
            case AppointmentEnded():
                if not making.end_appointment(what):
                    misfits.append(Reason("organisation.not_appointed", "/role"))
            case LeaveBegun(until=until, deputy=deputy):
                making.leave(Leave(account=account, since=day, until=until, deputy=deputy))
            case LeaveEnded():
                if not making.end_leave(what):
                    misfits.append(Reason("organisation.not_on_leave", "/account"))
            case StaffDisabled() | StaffEnabled():
                disabled, before = isinstance(what, StaffDisabled), standing.get(account, ())
                if disabled == (bool(before) and before[-1][1]):
                    misfits.append(Reason("organisation.stands_so_already", "/account"))
                standing[account] = (*before, (day, disabled))
    return Posts(
        tuple(each for each in making.appointments if each.since <= each.until),
        tuple(each for each in making.leaves if each.since <= each.until),
        standing,
        tuple(misfits),
    )


def _first(base: Iterable[StaffMember]) -> Iterator[Appointment]:
    for member in base:
        for role in member.roles:
            yield Appointment(account=member.account, role=role, scope=member.unit)


def _by(pairs: Iterable[tuple[K, V]]) -> Mapping[K, tuple[V, ...]]:
    found: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
