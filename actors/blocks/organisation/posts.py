"""Who holds which role where (任职), from when to when, and who acts for whom (代理)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from actors.blocks.organisation.changes import (
    Appointed,
    AppointmentEnded,
    LeaveBegun,
    LeaveEnded,
    StaffChange,
    StaffDisabled,
    StaffEnabled,
)
from actors.blocks.organisation.units import StaffMember
from actors.kernel.errors import Reason

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """A role that an account holds in a scope, from `since` up to and including `until`: date.min
    for what was at first, date.max for what nothing ends yet."""

    account: str
    role: str
    scope: str
    since: date = date.min
    until: date = date.max

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

    def disabled(self, account: str, on: date) -> bool:
        """Tell whether the account is closed to everybody on this day."""
        marks = [off for since, off in self.standing.get(account, ()) if since <= on]
        return bool(marks) and marks[-1]

    def away(self, account: str, on: date) -> Leave | None:
        """Return the leave that the account's owner is on, if he is."""
        return next(
            (leave for leave in self.leaves if leave.account == account and leave.holds(on)), None
        )

    def present(self, account: str, on: date) -> bool:
        """Tell whether the account can act on this day: neither disabled nor on leave."""
        return not self.disabled(account, on) and self.away(account, on) is None

    def held(self, role: str, scope: str, on: date) -> tuple[Holder, ...]:
        """Return who acts in the role on this day, deputies in the place of those on leave. What a
        deputy acts in goes no further, should he be away himself: nobody acts then."""
        found: dict[Holder, None] = {}
        for each in self.appointments:
            if each.role == role and each.scope == scope and each.holds(on):
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
        for each in self.appointments:
            if each.account == account and each.holds(on):
                found[each.scope] = (*found.get(each.scope, ()), each.role)
        return found

    def acts_for(self, account: str, on: date) -> tuple[str, ...]:
        """Return the accounts whose roles this one has as their deputy on this day."""
        if not self.present(account, on):
            return ()
        return tuple(
            leave.account
            for leave in self.leaves
            if leave.deputy == account and leave.holds(on) and not self.disabled(leave.account, on)
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


def posts_of(base: Iterable[StaffMember], changes: Iterable[StaffChange]) -> Posts:
    """Return what follows from the staff of `base` and `changes`."""
    appointments = list(_first(base))
    leaves: list[Leave] = []
    standing: dict[str, tuple[tuple[date, bool], ...]] = {}
    misfits: list[Reason] = []
    for what in sorted(changes, key=lambda each: (each.effective, each.number)):
        day, account = what.effective, what.account
        match what:
            case Appointed():
                until = what.until or date.max
                role, scope = what.role, what.scope
                appointments.append(
                    Appointment(account=account, role=role, scope=scope, since=day, until=until)
                )
            case AppointmentEnded():
                if not _end_appointment(appointments, what):
                    misfits.append(Reason("organisation.not_appointed", "/role"))
            case LeaveBegun():
                deputy = what.deputy
                leaves.append(Leave(account=account, since=day, until=what.until, deputy=deputy))
            case LeaveEnded():
                if not _end_leave(leaves, what):
                    misfits.append(Reason("organisation.not_on_leave", "/account"))
            case StaffDisabled() | StaffEnabled():
                disabled, before = isinstance(what, StaffDisabled), standing.get(account, ())
                if disabled == (bool(before) and before[-1][1]):
                    misfits.append(Reason("organisation.stands_so_already", "/account"))
                standing[account] = (*before, (day, disabled))
    return Posts(
        tuple(each for each in appointments if each.since <= each.until),
        tuple(each for each in leaves if each.since <= each.until),
        standing,
        tuple(misfits),
    )


def _first(base: Iterable[StaffMember]) -> Iterator[Appointment]:
    for member in base:
        for role in member.roles:
            yield Appointment(account=member.account, role=role, scope=member.unit)


def _end_appointment(appointments: list[Appointment], what: AppointmentEnded) -> bool:
    """End the appointment that `what` speaks of the day before, and tell whether there was one."""
    asked = (what.account, what.role, what.scope)
    for place, each in enumerate(appointments):
        if (each.account, each.role, each.scope) == asked and each.holds(what.effective):
            appointments[place] = replace(each, until=what.effective - ONE_DAY)
            return True
    return False


def _end_leave(leaves: list[Leave], what: LeaveEnded) -> bool:
    """End the leave that `what` speaks of the day before, and tell whether there was one."""
    for place, leave in enumerate(leaves):
        if leave.account == what.account and leave.holds(what.effective):
            leaves[place] = replace(leave, until=what.effective - ONE_DAY)
            return True
    return False
