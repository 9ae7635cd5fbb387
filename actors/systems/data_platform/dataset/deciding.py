"""What a unit, a reviewer and an approver do with a shared dataset (共享数据集). What follows
from it for all that is made of it stands in `spreading.py`."""

from collections.abc import Iterator

from actors.blocks.forms.normalise import plain_text
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.data_platform.dataset import commands as c
from actors.systems.data_platform.dataset import events as e
from actors.systems.data_platform.dataset.state import Dataset, Version
from actors.systems.data_platform.dataset.terms import Check
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.source.commands import NoteVersion
from actors.systems.data_platform.source.terms import DATA_SOURCE

Turning = Turn[Dataset]


class Registering:
    """Rules that rest on the organisation."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]

    def register(self, turn: Turning, command: c.RegisterDataset) -> None:
        """Enter a dataset of the steward's unit.

        Raises:
            Refusal: it is addressed by another name than its own; two columns have one name.
        """
        if turn.id != command.code:
            raise Refusal(Reason("shared_dataset.other_id", "/code"))
        names = [each.name for each in command.columns]
        twice = [n for n, name in enumerate(names) if name in names[:n]]
        if twice:
            at = (Reason("shared_dataset.column_twice", f"/columns/{n}/name") for n in twice)
            raise Refusal(*at)
        turn.emit(
            e.DatasetRegistered(
                at=turn.now,
                by=turn.by.id,
                unit=self._organisation.acting(turn.by.unit),
                title=_said(command.title, "/title"),
                sharing=command.sharing,
                columns=command.columns,
            )
        )


def report_version(turn: Turning, command: c.ReportVersion) -> None:
    """Keep another version; it is used once all that it reads was heard of, and is not too grave.

    Raises:
        Refusal: it names a column that the dataset does not have, a method that is not in force, or
            itself.
    """
    if faults := tuple(_faults(turn.id, turn.state, command)):
        raise Refusal(*faults)
    version = Version(
        number=turn.state.numbers + 1,
        at=turn.now,
        by=turn.by.id,
        sha256=command.sha256,
        rows=command.rows,
        inputs=command.inputs,
        filters=command.filters,
        checks=command.checks,
    )
    turn.emit(e.VersionReported(at=turn.now, by=turn.by.id, version=version))
    for dataset, number in version.reads:
        begin = c.BeginReading(of_number=number, reader=turn.id, number=version.number)
        turn.send(f"shared_dataset:{dataset}", begin)


def _faults(id: str, state: Dataset, command: c.ReportVersion) -> Iterator[Reason]:
    names, methods = {each.name for each in state.columns}, profile().methods
    for n, edge in enumerate(command.inputs):
        if edge.to not in names:
            yield Reason("shared_dataset.no_column", f"/inputs/{n}/to", {"column": edge.to})
        if edge.method and edge.method not in methods:
            at = f"/inputs/{n}/method"
            yield Reason("shared_dataset.no_method", at, {"method": edge.method})
        if edge.dataset == id:
            yield Reason("shared_dataset.of_itself", f"/inputs/{n}/dataset")
    for n, source in enumerate(command.filters):
        if source.dataset == id:
            yield Reason("shared_dataset.of_itself", f"/filters/{n}/dataset")
    for n, check in enumerate(command.checks):
        if check.column not in names:
            at = f"/checks/{n}/column"
            yield Reason("shared_dataset.no_column", at, {"column": check.column})


def report_check(turn: Turning, command: c.ReportCheck) -> None:
    """Keep whether a version passes a check now.

    Raises:
        Refusal: there is no such version or column.
    """
    if turn.state.version(command.number) is None:
        raise Refusal(Reason("shared_dataset.no_version", "/number"))
    _require_column(turn.state, command.column)
    check = Check(column=command.column, name=command.name, passed=command.passed)
    turn.emit(e.CheckReported(at=turn.now, by=turn.by.id, number=command.number, check=check))


def take_collected(turn: Turning, command: c.TakeCollected) -> None:
    """Have what a source of the same unit has brought be a version, unless it is the newest one
    already, and tell the source its number; 0: it takes nothing from there."""
    state = turn.state
    if state.phase not in ("", "withdrawn") and state.unit == command.unit:
        newest = state.version(state.numbers)
        if newest is None or newest.sha256 != command.sha256:
            by = f"{DATA_SOURCE}:{command.source}"
            version = Version(
                number=state.numbers + 1,
                at=turn.now,
                by=by,
                sha256=command.sha256,
                rows=command.rows,
            )
            turn.emit(e.VersionReported(at=turn.now, by=by, version=version))
        number = turn.state.numbers
    else:
        number = 0
    turn.send(f"{DATA_SOURCE}:{command.source}", NoteVersion(number=command.run, version=number))


def declare_level(turn: Turning, command: c.DeclareLevel) -> None:
    """Declare the level of a column anew.

    Raises:
        Refusal: there is no such column, it has that level already, or no reason is given.
    """
    _require_column(turn.state, command.column)
    before = next(each for each in turn.state.columns if each.name == command.column)
    if before.level == command.level:
        raise Refusal(Reason("shared_dataset.nothing_changed", "/level"))
    reason = _said(command.reason)
    turn.emit(
        e.LevelDeclared(
            at=turn.now, by=turn.by.id, column=command.column, level=command.level, reason=reason
        )
    )


def stop_use(turn: Turning, command: c.StopUse) -> None:
    """Have it used by nobody, nor what is made of it.

    Raises:
        Refusal: no reason is given.
    """
    turn.emit(e.UseStopped(at=turn.now, by=turn.by.id, reason=_said(command.reason)))


def stop_by_rule(turn: Turning, command: c.StopByRule) -> None:
    """Have it used by nobody, as a rule says; a rule of another unit stops nothing, unless it is of
    the reviewers."""
    state = turn.state
    ours = command.unit in (state.unit, profile().reviewing_unit)
    if ours and state.phase in ("registered", "live", "frozen") and not state.stopped:
        turn.emit(e.UseStopped(at=turn.now, by=turn.by.id, reason=command.title))


def resume_use(turn: Turning, command: c.ResumeUse) -> None:
    """Say that it is cleared up.

    Raises:
        Refusal: no reason is given.
    """
    turn.emit(e.UseResumed(at=turn.now, by=turn.by.id, reason=_said(command.reason)))


def ask_release(turn: Turning, command: c.AskRelease) -> None:
    """Ask for its release.

    Raises:
        Refusal: nothing is given as evidence.
    """
    evidence = _said(command.evidence, "/evidence")
    turn.emit(e.ReleaseAsked(at=turn.now, by=turn.by.id, evidence=evidence))


def release(turn: Turning, command: c.ReleaseDataset) -> None:
    """Have it used again.

    Raises:
        Refusal: who asked for that decides it himself.
    """
    if turn.by.id == turn.state.asked:
        raise Refusal(Reason("shared_dataset.own_evidence"), kind="not_now")
    turn.emit(e.DatasetReleased(at=turn.now, by=turn.by.id))


def take_out(turn: Turning, command: c.TakeOutDataset) -> None:
    """Take it out of use for good.

    Raises:
        Refusal: no reason is given.
    """
    turn.emit(e.DatasetTakenOut(at=turn.now, by=turn.by.id, reason=_said(command.reason)))


def name_release(turn: Turning, command: c.NameRelease) -> None:
    """Say as which open dataset it is opened.

    Raises:
        Refusal: that is said already.
    """
    if command.opened_as == turn.state.opened_as:
        raise Refusal(Reason("shared_dataset.nothing_changed", "/opened_as"))
    turn.emit(e.ReleaseNamed(at=turn.now, by=turn.by.id, opened_as=command.opened_as))


def _require_column(state: Dataset, name: str) -> None:
    if name not in {each.name for each in state.columns}:
        raise Refusal(Reason("shared_dataset.no_column", "/column", {"column": name}))


def _said(text: str, at: str = "/reason") -> str:
    said = plain_text(text)
    if not said:
        raise Refusal(Reason("form.required", at))
    return said
