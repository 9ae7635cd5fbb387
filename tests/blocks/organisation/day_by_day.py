"""What does not fit in an organisation, found by looking at every single day: slow, and plain."""

from collections.abc import Iterator
from datetime import date

from actors.blocks.organisation import tree as trees
from actors.blocks.organisation.changes import LeaveBegun, StaffChange, UnitChange
from actors.blocks.organisation.chronicle import Chronicle
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.kernel.errors import Reason


def faults(chronicle: Chronicle, since: date) -> set[Reason]:
    """Return everything that does not fit together on `since` or any later day."""
    of_units = [each for each in chronicle.changes if isinstance(each, UnitChange)]
    found = {*trees.misfits(chronicle.first.units, of_units), *chronicle.posts.misfits}
    found |= set(_overlaps(chronicle, since)) | set(_strangers(chronicle))
    for day in chronicle.days(since):
        found |= set(chronicle.tree(day).faults()) | set(_of_day(chronicle, day))
    return found


def _overlaps(chronicle: Chronicle, since: date) -> Iterator[Reason]:
    posts = [each for each in chronicle.posts.appointments if each.until >= since]
    for place, each in enumerate(posts):
        for other in posts[place + 1 :]:
            same = (each.account, each.role, each.scope) == (
                other.account,
                other.role,
                other.scope,
            )
            if same and each.span.within(other.span):
                yield Reason("organisation.holds_it_already", "/role")
    leaves = [leave for leave in chronicle.posts.leaves if leave.until >= since]
    for place, leave in enumerate(leaves):
        for other in leaves[place + 1 :]:
            if not leave.span.within(other.span):
                continue
            if leave.account == other.account:
                yield Reason("organisation.on_leave_already", "/account")
            elif leave.deputy == other.account or other.deputy == leave.account:
                yield Reason("organisation.chain_of_deputies", "/deputy")


def _of_day(chronicle: Chronicle, day: date) -> Iterator[Reason]:
    posts, units, at_work = chronicle.posts, chronicle.tree(day).units, 0
    roles: dict[str, set[str]] = {}
    for each in posts.appointments:
        if not each.holds(day):
            continue
        if each.scope not in units and each.scope not in chronicle.first.places:
            yield Reason("organisation.unit_not_there", "/scope", {"unit": each.scope})
        roles.setdefault(each.account, set()).add(each.role)
        for leave in posts.leaves:
            if leave.account == each.account and leave.holds(day) and leave.deputy:
                roles.setdefault(leave.deputy, set()).add(each.role)
        if each.role == ADMINISTRATOR and posts.present(each.account, day):
            at_work += 1
    if any(held > {ADMINISTRATOR} for held in roles.values()):
        yield Reason("organisation.administrators_hold_no_other_role", "/role")
    if not at_work:
        yield Reason("organisation.last_administrator")


def _strangers(chronicle: Chronicle) -> Iterator[Reason]:
    for each in chronicle.changes:
        if isinstance(each, StaffChange) and each.account not in chronicle.members:
            yield Reason("organisation.unknown_account", "/account")
        if isinstance(each, LeaveBegun) and each.deputy and each.deputy not in chronicle.members:
            yield Reason("organisation.unknown_account", "/deputy")
