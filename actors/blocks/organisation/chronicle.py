"""The organisation through time: what was at first, and every change since that still stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from actors.blocks.accounts.state import Capacity
from actors.blocks.organisation import tree as trees
from actors.blocks.organisation.changes import (
    AnyChange,
    LeaveBegun,
    StaffChange,
    StaffEntered,
    UnitChange,
)
from actors.blocks.organisation.posts import Appointment, Posts, posts_of
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.blocks.organisation.spans import ONE_DAY, Span, meet, merged, without
from actors.blocks.organisation.tree import OrgTree, tree_on
from actors.blocks.organisation.units import Organisation, StaffMember
from actors.kernel.errors import Reason
from actors.kernel.words import Title


@dataclass(frozen=True)
class Chronicle:
    """Answers for any day. `first` is what the deployment begins with, `changes` in the order of
    their numbers; roles of `alone` are held by who holds no other."""

    first: Organisation
    changes: tuple[AnyChange, ...] = ()
    alone: frozenset[str] = frozenset({ADMINISTRATOR})

    @cached_property
    def _of_units(self) -> Sequence[UnitChange]:
        return [each for each in self.changes if isinstance(each, UnitChange)]

    @cached_property
    def posts(self) -> Posts:
        """All appointments and leaves."""
        of_staff = [each for each in self.changes if isinstance(each, StaffChange)]
        return posts_of(self.first.staff.values(), of_staff)

    @cached_property
    def members(self) -> Mapping[str, Title]:
        """Everybody who is or will be of the staff: the name by the account."""
        first = {account: member.name for account, member in self.first.staff.items()}
        entered = (each for each in self.changes if isinstance(each, StaffEntered))
        return first | {each.account: each.name for each in entered}

    def tree(self, on: date) -> OrgTree:
        """Return the units of this day."""
        return tree_on(self.first.units, self._of_units, on)

    def organisation(self, on: date) -> Organisation:
        """Return units and staff as they stand on this day; those of the staff who cannot act then
        hold no role."""
        staff = dict(self.first.staff)
        for account in concerned(self.changes):
            staff[account] = self._member(account, on)
        return Organisation(
            units=self.tree(on).units,
            places=self.first.places,
            staff=staff,
            former=trees.former(self.first.units, self._of_units, on),
            successors=trees.successors(self._of_units, on),
        )

    def holders(self, role: str, scope: str, on: date) -> tuple[str, ...]:
        """Return the accounts that act in `role` in `scope` on this day, deputies included."""
        return self.posts.holders(role, scope, on)

    def capacities(self, account: str, on: date) -> tuple[Capacity, ...]:
        """Return everything that the account may act in on this day: its own roles, one capacity a
        unit, and those of everybody for whom it is the deputy. Nothing during one's own leave, and
        nothing while disabled."""
        posts = self.posts
        if not posts.present(account, on):
            return ()
        own = [Capacity(unit, roles) for unit, roles in posts.roles_of(account, on).items()]
        acting = [
            Capacity(unit, roles, other, self._name(other))
            for other in posts.acts_for(account, on)
            for unit, roles in posts.roles_of(other, on).items()
        ]
        return (*own, *acting)

    def days(self, since: date) -> tuple[date, ...]:
        """Return `since` and every later day on which something begins to hold or holds no more."""
        posts = self.posts
        spans = (*posts.appointments, *posts.leaves)
        found = {
            *(each.effective for each in self.changes),
            *(span.since for span in spans),
            *(span.until + ONE_DAY for span in spans if span.until != date.max),
        }
        return (since, *sorted(day for day in found if day > since))

    def faults(self, since: date) -> tuple[Reason, ...]:
        """Return everything that does not fit together from `since` on, each once; changes that
        speak of what is not there are named whenever they are."""
        units, later = self.first.units, Span(since, date.max)
        return tuple(
            dict.fromkeys(
                (
                    *trees.misfits(units, self._of_units),
                    *self.posts.misfits,
                    *self._overlaps(since),
                    *trees.faults_from(units, self._of_units, since),
                    *self._nowhere(later),
                    *self._other_roles(later),
                    *self._unkept(later),
                    *self._strangers(),
                )
            )
        )

    def _overlaps(self, since: date) -> Iterator[Reason]:
        """Yield appointments to one role that meet, and leaves that do."""
        last: dict[tuple[str, str, str], Appointment] = {}
        coming = (each for each in self.posts.appointments if each.until >= since)
        for each in sorted(coming, key=lambda each: each.since):
            same = (each.account, each.role, each.scope)
            before = last.get(same)
            if before and before.until >= each.since:
                yield Reason("organisation.holds_it_already", "/role")
            last[same] = each
        for leaves in self.posts.leaves_of.values():
            spans = sorted(leave.span for leave in leaves if leave.until >= since)
            if any(later.since <= before.until for before, later in pairwise(spans)):
                yield Reason("organisation.on_leave_already", "/account")
        away = {
            account: merged(leave.span for leave in leaves if leave.until >= since)
            for account, leaves in self.posts.leaves_of.items()
        }
        for deputy, leaves in self.posts.leaves_for.items():
            spans = merged(leave.span for leave in leaves if leave.until >= since)
            if meet(spans, away.get(deputy, ())):
                yield Reason("organisation.chain_of_deputies", "/deputy")

    def _nowhere(self, later: Span) -> Iterator[Reason]:
        """Yield the units that somebody holds a role in on a day on which they are not there."""
        there = trees.presence(self.first.units, self._of_units)
        for each in self.posts.appointments:
            span = each.span.within(later)
            if span is None or each.scope in self.first.places:
                continue
            if without(span, there.get(each.scope, ())):
                yield Reason("organisation.unit_not_there", "/scope", {"unit": each.scope})

    def _other_roles(self, later: Span) -> Iterator[Reason]:
        """Yield that somebody whose role is held alone holds another, or acts in one."""
        held: dict[str, dict[str, list[Span]]] = {}
        for each in self.posts.appointments:
            span = each.span.within(later)
            if span is None:
                continue
            held.setdefault(each.account, {}).setdefault(each.role, []).append(span)
            for leave in self.posts.leaves_of.get(each.account, ()):
                meanwhile = span.within(leave.span)
                if leave.deputy and meanwhile:
                    of_deputy = held.setdefault(leave.deputy, {})
                    of_deputy.setdefault(each.role, []).append(meanwhile)
        for roles in held.values():
            for role in self.alone & roles.keys():
                others = (span for name, spans in roles.items() if name != role for span in spans)
                if meet(merged(roles[role]), merged(others)):
                    yield Reason("organisation.administrators_hold_no_other_role", "/role")

    def _unkept(self, later: Span) -> Iterator[Reason]:
        """Yield that there is a day without an administrator at work."""
        if not any(ADMINISTRATOR in member.roles for member in self.first.staff.values()):
            return
        kept = [
            span
            for each in self.posts.appointments
            if each.role == ADMINISTRATOR
            for span in without(each.span, self.posts.absences(each.account))
        ]
        if without(later, merged(kept)):
            yield Reason("organisation.last_administrator")

    def _strangers(self) -> Iterator[Reason]:
        """Yield that somebody is not of the staff who is to have a role, or to act for another."""
        for each in self.changes:
            if isinstance(each, LeaveBegun) and each.deputy and each.deputy not in self.members:
                yield Reason("organisation.unknown_account", "/deputy")
            if isinstance(each, StaffChange) and each.account not in self.members:
                yield Reason("organisation.unknown_account", "/account")

    def _member(self, account: str, on: date) -> StaffMember:
        name = self.members.get(account, Title(zh=account, en=account))
        unit, roles, further = "", (), dict[str, tuple[str, ...]]()
        for place, each in enumerate(self.capacities(account, on)):
            if place == 0:
                unit, roles = each.unit, each.roles
            else:
                further[each.unit] = (*further.get(each.unit, ()), *each.roles)
        if not unit and account in self.first.staff:
            unit = self.first.staff[account].unit
        return StaffMember(account=account, name=name, unit=unit, roles=roles, further=further)

    def _name(self, account: str) -> str:
        name = self.members.get(account)
        return name.zh if name else account


def concerned(changes: Iterable[AnyChange]) -> tuple[str, ...]:
    """Return every account that one of `changes` is about, deputies included, in order."""
    found: set[str] = set()
    for each in changes:
        if isinstance(each, StaffChange):
            found |= {each.account, getattr(each, "deputy", "")}
    return tuple(sorted(found - {""}))
