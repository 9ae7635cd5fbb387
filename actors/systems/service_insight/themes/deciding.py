"""What is done with a theme set: its columns, its state, who sees what of it (SDB-07 to SDB-09)."""

from datetime import date, timedelta

from msgspec.structs import replace

from actors.blocks.forms.normalise import plain_text
from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.service_insight.base.roles import THEME_USER
from actors.systems.service_insight.schema_change import changes, judged
from actors.systems.service_insight.themes import records as r
from actors.systems.service_insight.themes.theme import (
    NOTICE_DAYS,
    Filled,
    SchemaVersion,
    ThemeColumn,
    ThemeSet,
    View,
    left,
    view_fault,
)

Turning = Turn[ThemeSet]
_MOST_VERSIONS, _MOST_VIEWS = 100, 100


def make(turn: Turning, command: r.MakeTheme) -> None:
    """Make it, for the unit of whoever does.

    Raises:
        Refusal: it is there already, its code is not its id, or its columns are not in order.
    """
    if turn.state.phase:
        raise Refusal(Reason("theme_set.there_already", "/code"))
    wrong = [*_faults(command.columns)]
    if not plain_text(command.title):
        wrong.append(Reason("form.required", "/title"))
    if command.code != turn.id:
        wrong.append(Reason("theme_set.other_code", "/code"))
    for name in ("contents", "objects"):
        if len(set(getattr(command, name))) < len(getattr(command, name)):
            wrong.append(Reason("theme_set.twice", f"/{name}"))
    if wrong:
        raise Refusal(*wrong)
    today = local_day(turn.now)
    version = SchemaVersion(number=1, columns=command.columns, at=turn.now, from_day=today)
    turn.emit(
        r.ThemeMade(
            at=turn.now,
            code=command.code,
            title=plain_text(command.title),
            unit=turn.by.unit,
            contents=command.contents,
            objects=command.objects,
            version=version,
        )
    )


def change(turn: Turning, command: r.ChangeColumns) -> str:
    """Change the columns, and return what that means for those who read. A draft that nobody reads
    is said anew; otherwise it is one more version, beside the one before where it breaks it.

    Raises:
        Refusal: they are not in order, are what they were, or break what is read without 30 days'
            notice.
    """
    state, today = turn.state, local_day(turn.now)
    latest = state.latest
    assert latest is not None
    wrong = [*_faults(command.columns)]
    if wrong:
        raise Refusal(*wrong)
    found = changes(
        [each.judged for each in latest.columns], [each.judged for each in command.columns]
    )
    if command.columns == latest.columns:
        raise Refusal(Reason("theme_set.nothing_changed", "/columns"))
    weight, read = judged(found), state.phase == "in_use"
    breaks = read and weight == "breaking"
    from_day = today
    if breaks:
        soonest = today + timedelta(days=NOTICE_DAYS)
        if command.announced is None or command.announced < soonest:
            broken = ", ".join(each.column for each in found if each.weight == "breaking")
            facts = {"columns": broken, "day": soonest.isoformat()}
            raise Refusal(Reason("theme_set.breaking", "/announced", facts))
        from_day = command.announced
    if read and len(state.versions) >= _MOST_VERSIONS:
        raise Refusal(Reason("theme_set.too_many_versions", "/columns"))
    version = SchemaVersion(
        number=latest.number + 1 if read else latest.number,
        columns=command.columns,
        weight=weight,
        at=turn.now,
        from_day=max(from_day, latest.from_day) if read else today,
    )
    until = from_day + timedelta(days=NOTICE_DAYS) if breaks else None
    turn.emit(r.ColumnsChanged(at=turn.now, version=version, weight=weight, until=until))
    if read and weight != "compatible":
        told = {"title": state.title, "day": from_day.isoformat()}
        name = "theme_set.Breaking" if breaks else "theme_set.Changed"
        for unit in sorted({each.unit for each in state.views if each.until >= today}):
            notify(turn, to_role(THEME_USER, unit), name, told)
    return weight


def review(turn: Turning, command: r.ReviewTheme) -> None:
    """Agree to it.

    Raises:
        Refusal: one has made it for one's own unit.
    """
    turn.emit(r.ThemeMoved(at=turn.now, by=turn.by.id, phase="reviewed"))


def give_back(turn: Turning, command: r.ReturnTheme) -> None:
    """Give it back, and say why.

    Raises:
        Refusal: no reason is given.
    """
    _move(turn, "draft", command.reason)


def open_up(turn: Turning, command: r.OpenTheme) -> None:
    """Put it in use."""
    turn.emit(r.ThemeMoved(at=turn.now, by=turn.by.id, phase="in_use"))


def retire(turn: Turning, command: r.RetireTheme) -> None:
    """Take it out of use, and say why.

    Raises:
        Refusal: no reason is given.
    """
    _move(turn, "retired", command.reason)


def _move(turn: Turning, phase: str, reason: str) -> None:
    said = plain_text(reason)
    if not said:
        raise Refusal(Reason("form.required", "/reason"))
    moved = r.ThemeMoved(at=turn.now, by=turn.by.id, phase=phase, reason=said)  # type: ignore[arg-type]
    turn.emit(moved)


def fill(turn: Turning, command: r.FillTheme) -> None:
    """Take rows in, in the place of those of the same version.

    Raises:
        Refusal: there is no such version.
    """
    if turn.state.version(command.number) is None:
        raise Refusal(Reason("theme_set.no_version", "/number"))
    filled = Filled(
        digest=command.digest, rows=command.rows, rejected=command.rejected, at=turn.now
    )
    turn.emit(r.ThemeFilled(at=turn.now, number=command.number, filled=filled))


class Granting:
    """Rules that rest on the units there are."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def grant(self, turn: Turning, command: r.GrantView) -> None:
        """Grant a view.

        Raises:
            Refusal: a column, the one that rows are chosen by, or the unit is not there; one is of
                natural persons; its last day is over; or there are too many.
        """
        state, today = turn.state, local_day(turn.now)
        version = state.latest
        assert version is not None
        wrong: list[Reason] = []
        wrong += (
            Reason("theme_set.no_column", f"/columns/{at}", {"column": name})
            for at, name in enumerate(command.columns)
            if version.column(name) is None
        )
        wrong += (
            Reason("theme_set.personal", f"/columns/{at}", {"column": name})
            for at, name in enumerate(command.columns)
            if (column := version.column(name)) and column.personal
        )
        if command.rows_by and version.column(command.rows_by) is None:
            facts = {"column": command.rows_by}
            wrong.append(Reason("theme_set.no_column", "/rows_by", facts))
        if bool(command.rows_by) != bool(command.rows_are.strip()):
            wrong.append(Reason("theme_set.half_a_rule", "/rows_are"))
        if command.unit not in self._library[Organisation].units:
            wrong.append(Reason("theme_set.unknown_unit", "/unit"))
        if command.until < today:
            wrong.append(Reason("theme_set.over_already", "/until"))
        if len(state.views) >= _MOST_VIEWS and state.view(command.view) is None:
            wrong.append(Reason("theme_set.too_many_views", "/view"))
        if wrong:
            raise Refusal(*wrong)
        view = View(
            code=command.view,
            title=plain_text(command.title),
            unit=command.unit,
            columns=tuple(dict.fromkeys(command.columns)),
            rows_by=command.rows_by,
            rows_are=command.rows_are.strip(),
            purpose=plain_text(command.purpose),
            quota=command.quota,
            until=command.until,
        )
        turn.emit(r.ViewGranted(at=turn.now, by=turn.by.id, view=view))


def end_view(turn: Turning, command: r.EndView) -> None:
    """Take a view back.

    Raises:
        Refusal: there is none of that code.
    """
    if turn.state.view(command.view) is None:
        raise Refusal(Reason("theme_set.no_view", "/view"))
    turn.emit(r.ViewEnded(at=turn.now, by=turn.by.id, view=command.view))


def ask(turn: Turning, command: r.AskView) -> int:
    """Put on record that rows are told, and return the number of the version that they are of.

    Raises:
        Refusal: the view is not the asker's unit's, is over or used up for the day, has not all of
            the columns, or the version can not be asked any more; with the reason.
    """
    state, today = turn.state, local_day(turn.now)
    view = state.view(command.view)
    if view is None or view.unit != turn.by.unit:  # those of others are nobody's business
        raise Refusal(Reason("theme_set.no_view", "/view"), kind="forbidden")
    version = state.version(command.version) if command.version else state.in_force(today)
    if version is None or (version.until is not None and today > version.until):
        raise Refusal(Reason("theme_set.no_version", "/version"))
    if fault := view_fault(view, version, command.columns, today):
        outside = (each for each in command.columns if each not in view.columns)
        facts = {"columns": ", ".join(outside), "view": view.title, "purpose": view.purpose}
        facts |= {"until": view.until.isoformat(), "column": ", ".join(command.columns)}
        raise Refusal(Reason(fault, "/columns", facts), kind="forbidden")
    if left(view, today) < command.rows:
        facts = {"quota": str(view.quota), "left": str(left(view, today))}
        raise Refusal(Reason("theme_set.quota", "/rows", facts), kind="forbidden")
    turn.emit(
        r.ViewAsked(
            at=turn.now,
            by=turn.by.id,
            view=view.code,
            columns=command.columns,
            on=today,
            rows=command.rows,
        )
    )
    return version.number


def counted(view: View, on: date, rows: int) -> View:
    """Return the view after `rows` rows were told on the local day `on`."""
    used = rows + (view.used if view.used_on == on else 0)
    return replace(view, used_on=on, used=used, asked=view.asked + 1)


def _faults(columns: tuple[ThemeColumn, ...]) -> list[Reason]:
    """Return what is wrong with columns: names that are there twice, values of no text."""
    wrong: list[Reason] = []
    seen: set[str] = set()
    for at, each in enumerate(columns):
        if each.name in seen:
            wrong.append(Reason("theme_set.twice", f"/columns/{at}/name"))
        seen.add(each.name)
        if each.values and each.type != "text":
            wrong.append(Reason("theme_set.values_of_text", f"/columns/{at}/values"))
    return wrong
