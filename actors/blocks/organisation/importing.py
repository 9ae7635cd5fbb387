"""Units, posts and staff as a table has them (批量导入): what follows from each row, and everything
that does not fit, by its row; all of it happens in one turn, or nothing does."""

from collections.abc import Callable, Container, Iterable, Iterator
from datetime import date
from typing import Any, Protocol, cast

from actors.blocks.organisation import commands as c
from actors.blocks.organisation.changes import AnyChange, StaffChange
from actors.blocks.organisation.chronicle import Chronicle
from actors.blocks.organisation.events import event_of
from actors.blocks.organisation.state import OrganisationState
from actors.blocks.organisation.versions import reason_faults
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn
from actors.kernel.words import Title

T = Turn[OrganisationState]
_PLACED = 20  # faults of which the row is looked for; of further ones it is not told
_COLUMNS = {"/scope": "/unit"}  # what a change calls otherwise than a table does


class Deciding(Protocol):
    """The rules of single changes."""

    def chronicle(self, changes: tuple[AnyChange, ...]) -> Chronicle: ...

    def faults_in(self, command: Any, members: Container[str]) -> Iterable[Reason]: ...

    def require_other(self, by: Identity, *accounts: str) -> None: ...

    def tell(self, turn: T, before: OrganisationState) -> None: ...


def untimely(command: c.ChangeCommand, today: date) -> Iterator[Reason]:
    """Yield what is wrong with the reason and the day of a change."""
    yield from reason_faults(command.reason)
    if command.effective < today:
        yield Reason("organisation.in_the_past", "/effective")


def import_tree(deciding: Deciding, turn: T, command: c.ImportTree) -> None:
    """Have everything be as the rows say.

    Raises:
        Refusal: every fault by its row ("/rows/3/unit", from 0) and column; nothing happens then.
    """
    before, today = turn.state, local_day(turn.now)
    if wrong := tuple(untimely(command, today)):
        raise Refusal(*wrong)
    chronicle = deciding.chronicle(before.changes)
    members, changes, rows = set(chronicle.members), list[AnyChange](), list[int]()
    faults: list[Reason] = []
    for at, step in steps(command, chronicle):
        if isinstance(step, Reason):
            faults.append(_in_row(at, step))
            continue
        faults += (_in_row(at, each) for each in deciding.faults_in(step, members))
        if isinstance(step, c.EnterStaff):
            members.add(step.account)
        changes.append(event_of(step, before.count + 1 + len(changes), turn.now))
        rows.append(at)
    if faults:
        raise Refusal(*faults)
    if not changes:
        raise Refusal(Reason("organisation.nothing_new"))
    for each in changes:
        if isinstance(each, StaffChange):
            deciding.require_other(turn.by, each.account)
    known = set(chronicle.faults(today))

    def misfits(number: int) -> set[Reason]:
        after = deciding.chronicle((*before.changes, *changes[:number]))
        return {each for each in after.faults(today) if each not in known}

    if found := misfits(len(changes)):
        raise Refusal(*_placed(found, rows, misfits))
    for each in changes:
        turn.emit(cast("Any", each))
    deciding.tell(turn, before)


def steps(
    command: c.ImportTree, chronicle: Chronicle
) -> Iterator[tuple[int, c.ChangeCommand | Reason]]:
    """Yield the changes that make the organisation as the rows say, or what is wrong with a row,
    each with the place of its row."""
    on = command.effective
    said: dict[str, Any] = {"effective": on, "reason": command.reason}
    units = chronicle.tree(on).units
    members = {account: name.zh for account, name in chronicle.members.items()}
    held = {(p.account, p.role, p.scope) for p in chronicle.posts.appointments if p.holds(on)}
    met: set[tuple[str, ...]] = set()
    for at, row in enumerate(command.rows):
        named = (row.unit,) if row.sort == "unit" else (row.account, row.role, row.unit)
        if named in met:
            yield at, Reason("organisation.row_twice", "/unit")
            continue
        met.add(named)
        if row.sort == "unit":
            yield from ((at, each) for each in _of_unit(row, units.get(row.unit), said))
            continue
        yield from ((at, each) for each in _of_post(row, members, named in held, said))
        members.setdefault(row.account, row.name)


def _of_unit(
    row: c.ImportRow, unit: Any, said: dict[str, Any]
) -> Iterator[c.ChangeCommand | Reason]:
    if unit is None:
        title = Title(zh=row.title, en=row.title_en)
        yield c.EstablishUnit(
            unit=row.unit, title=title, place=row.place, superior=row.superior, **said
        )
        return
    if row.place and row.place != unit.place:
        yield Reason("organisation.place_stays", "/place")
    title = Title(zh=row.title or unit.title.zh, en=row.title_en or unit.title.en)
    if title != unit.title:
        yield c.RenameUnit(unit=row.unit, title=title, **said)
    if row.superior and row.superior != unit.superior:
        yield c.MoveUnit(unit=row.unit, superior=row.superior, **said)


def _of_post(
    row: c.ImportRow, members: dict[str, str], holds: bool, said: dict[str, Any]
) -> Iterator[c.ChangeCommand | Reason]:
    post: dict[str, Any] = {"account": row.account, "role": row.role, "scope": row.unit, **said}
    if row.account not in members:
        yield c.EnterStaff(name=Title(zh=row.name, en=row.name_en), **post)
    elif row.name and row.name != members[row.account]:
        yield Reason("organisation.other_name", "/name", {"name": members[row.account]})
    elif not holds:
        yield c.Appoint(**post)


def _placed(
    found: set[Reason], rows: list[int], misfits: Callable[[int], set[Reason]]
) -> Iterator[Reason]:
    """Yield what does not fit, each with the row from which on it does not."""
    for number, each in enumerate(sorted(found, key=lambda one: (one.code, str(one.facts)))):
        if number >= _PLACED:
            yield Reason(each.code, "", each.facts)
            continue
        least, most = 0, len(rows)  # with so many changes it fits, with so many it does not
        while most - least > 1:
            middle = (least + most) // 2
            if each in misfits(middle):
                most = middle
            else:
                least = middle
        yield _in_row(rows[most - 1], each)


def _in_row(at: int, reason: Reason) -> Reason:
    column = _COLUMNS.get(reason.field, reason.field)
    return Reason(reason.code, f"/rows/{at}{column}", reason.facts)
