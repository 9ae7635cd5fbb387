"""The organisation through time: what was at first, and every change since that still stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from actors.blocks.accounts.state import Capacity
from actors.blocks.organisation.changes import AnyChange, LeaveBegun, StaffChange, UnitChange
from actors.blocks.organisation.posts import ONE_DAY, Appointment, Posts, posts_of
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.blocks.organisation.tree import OrgTree, misfits, tree_on
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason


@dataclass(frozen=True)
class Chronicle:
    """Answers for any day. `first` is what the deployment begins with, `changes` in the order of
    their numbers."""

    first: Organisation
    changes: tuple[AnyChange, ...] = ()

    @cached_property
    def _of_units(self) -> Sequence[UnitChange]:
        return [each for each in self.changes if isinstance(each, UnitChange)]

    @cached_property
    def posts(self) -> Posts:
        """All appointments and leaves."""
        of_staff = [each for each in self.changes if isinstance(each, StaffChange)]
        return posts_of(self.first.staff.values(), of_staff)

    def tree(self, on: date) -> OrgTree:
        """Return the units of this day."""
        return tree_on(self.first.units, self._of_units, on)

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
        found = dict.fromkeys((*misfits(self.first.units, self._of_units), *self.posts.misfits))
        found |= dict.fromkeys(self._overlaps(since))
        for day in self.days(since):
            tree = self.tree(day)
            found |= dict.fromkeys(tree.faults())
            found |= dict.fromkeys(self._faults_of_posts(tree, day))
        return tuple(found)

    def _overlaps(self, since: date) -> Iterator[Reason]:
        """Yield appointments to one role that meet, and leaves that do."""
        last: dict[tuple[str, str, str], Appointment] = {}
        for each in sorted(self.posts.appointments, key=lambda each: each.since):
            same = (each.account, each.role, each.scope)
            before = last.get(same)
            if before and before.until >= each.since and each.until >= since:
                yield Reason("organisation.holds_it_already", "/role")
            last[same] = each
        leaves = [leave for leave in self.posts.leaves if leave.until >= since]
        for place, leave in enumerate(leaves):
            for other in leaves[place + 1 :]:
                if not (leave.since <= other.until and other.since <= leave.until):
                    continue
                if leave.account == other.account:
                    yield Reason("organisation.on_leave_already", "/account")
                elif leave.deputy == other.account or other.deputy == leave.account:
                    yield Reason("organisation.chain_of_deputies", "/deputy")

    def _faults_of_posts(self, tree: OrgTree, day: date) -> Iterator[Reason]:
        posts, administrators = self.posts, 0
        known = self.first.staff.keys()
        roles: dict[str, set[str]] = {}
        for each in posts.appointments:
            if not each.holds(day):
                continue
            if each.scope not in tree.units and each.scope not in self.first.places:
                yield Reason("organisation.unit_not_there", "/scope", {"unit": each.scope})
            roles.setdefault(each.account, set()).add(each.role)
            away = posts.away(each.account, day)
            if away and away.deputy:
                roles.setdefault(away.deputy, set()).add(each.role)
            if each.role == ADMINISTRATOR and posts.present(each.account, day):
                administrators += 1
        if any(held > {ADMINISTRATOR} for held in roles.values()):
            yield Reason("organisation.administrators_hold_no_other_role", "/role")
        if not administrators and any(
            ADMINISTRATOR in member.roles for member in self.first.staff.values()
        ):
            yield Reason("organisation.last_administrator")
        for change in self.changes:
            if isinstance(change, LeaveBegun) and change.deputy and change.deputy not in known:
                yield Reason("organisation.unknown_account", "/deputy")

    def _name(self, account: str) -> str:
        member = self.first.staff.get(account)
        return member.name.zh if member else account
