"""The kind "theme_set" (专项数据集): draft, reviewed, in use, retired."""

from dataclasses import replace as varied
from datetime import date
from typing import assert_never

from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.service_insight.base.policy import policy
from actors.systems.service_insight.base.roles import STEWARD
from actors.systems.service_insight.themes import deciding as d
from actors.systems.service_insight.themes import records as r
from actors.systems.service_insight.themes.theme import (
    THEME_SET,
    SchemaVersion,
    ThemeColumn,
    ThemeSet,
)

GUARDED = Guarded(
    actions=("make", "edit", "review", "grant", "ask", "read"),
    facts={"state": "text", "unit": "text", "users": "texts"},
    fields=(
        "state", "code", "title", "unit", "contents", "objects", "versions", "views", "rows",
        "reviewed_by", "reason", "since",
    ),
)  # fmt: skip
_OPEN = ("draft", "reviewed", "in_use")
_COLUMNS = (
    ThemeColumn(name="credit_code", title="统一社会信用代码"),
    ThemeColumn(name="name", title="企业名称"),
)
OFFERS: tuple[Offer[ThemeSet], ...] = (
    Offer(
        command=r.MakeTheme,
        action="make",
        begins=True,
        first=("code",),
        example=r.MakeTheme(
            code="enterprises",
            title="企业情况综合",
            contents=("approval", "supervision"),
            objects=("legal_person",),
            columns=_COLUMNS,
        ),
    ),
    Offer(
        command=r.ChangeColumns,
        action="edit",
        states=("draft", "in_use"),
        example=r.ChangeColumns(columns=_COLUMNS, announced=date(2027, 1, 1)),
    ),
    Offer(command=r.ReviewTheme, action="review", states=("draft",), example=r.ReviewTheme()),
    Offer(
        command=r.ReturnTheme,
        action="review",
        states=("reviewed",),
        long=("reason",),
        example=r.ReturnTheme(reason="请补充计量单位"),
    ),
    Offer(command=r.OpenTheme, action="edit", states=("reviewed",), example=r.OpenTheme()),
    Offer(
        command=r.GrantView,
        action="grant",
        states=_OPEN,
        first=("view",),
        example=r.GrantView(
            view="licensing",
            title="审批核验",
            unit="health",
            columns=("credit_code", "name"),
            purpose="核验申请人",
            quota=1000,
            until=date(2027, 12, 31),
        ),
    ),
    Offer(
        command=r.EndView,
        action="grant",
        states=_OPEN,
        asks=(("theme_set.no_view", lambda by, state: bool(state.views)),),
        example=r.EndView(view="licensing"),
    ),
    Offer(
        command=r.AskView,
        action="ask",
        states=("in_use",),
        of="platform",  # by an address of its own, which tells the rows
        example=r.AskView(view="licensing", columns=("credit_code",)),
    ),
    Offer(
        command=r.RetireTheme,
        action="edit",
        states=_OPEN,
        grave=True,
        long=("reason",),
        example=r.RetireTheme(reason="由新数据集替代"),
    ),
    Offer(command=r.FillTheme, action="edit", states=_OPEN, of="platform"),
)
_TASK = Title(zh="审核专项数据集", en="Review a theme set")


def theme_set_kind(library: Library) -> EntityKind[ThemeSet]:
    """Return the kind "theme_set"; its ids are the codes of sets."""
    kind = offered_kind(
        library[Access],
        name=THEME_SET,
        plural="theme_sets",
        state=ThemeSet,
        events=r.ThemeEvent,
        offers=OFFERS,
        handlers={
            r.MakeTheme: d.make,
            r.ChangeColumns: d.change,
            r.ReviewTheme: d.review,
            r.ReturnTheme: d.give_back,
            r.OpenTheme: d.open_up,
            r.GrantView: d.Granting(library).grant,
            r.EndView: d.end_view,
            r.AskView: d.ask,
            r.RetireTheme: d.retire,
            r.FillTheme: d.fill,
        },
        evolve=evolve,
        facts=facts,
        shown=("phase", "code", "title", "unit", "contents", "objects"),
    )
    return varied(kind, ids="[a-z0-9_]{2,40}", work=work)


def facts(state: ThemeSet) -> Facts:
    """Return what policies know of a set."""
    users = frozenset(each.unit for each in state.views)
    return {"state": state.phase, "unit": state.unit, "users": users}


def evolve(state: ThemeSet, event: r.ThemeEvent) -> ThemeSet:
    """Return the set after `event`."""
    match event:
        case r.ThemeMade(at=at, code=code, title=title, unit=unit, version=version):
            return replace(
                state,
                phase="draft",
                code=code,
                title=title,
                unit=unit,
                contents=event.contents,
                objects=event.objects,
                versions=(version,),
                since=at,
            )
        case r.ColumnsChanged(version=version, until=until):
            return replace(state, versions=_with(state.versions, version, until))
        case r.ThemeMoved(at=at, by=by, phase=phase, reason=reason):
            reviewed_by = by if phase == "reviewed" else state.reviewed_by
            return replace(state, phase=phase, since=at, reason=reason, reviewed_by=reviewed_by)
        case r.ThemeFilled(number=number, filled=filled):
            versions = tuple(
                replace(each, filled=filled) if each.number == number else each
                for each in state.versions
            )
            return replace(state, versions=versions)
        case r.ViewGranted(view=view):
            others = [each for each in state.views if each.code != view.code]
            return replace(state, views=(*others, view))
        case r.ViewEnded(view=code):
            return replace(state, views=tuple(each for each in state.views if each.code != code))
        case r.ViewAsked(view=code, on=on, rows=rows):
            views = tuple(
                d.counted(each, on, rows) if each.code == code else each for each in state.views
            )
            return replace(state, views=views)
        case _:
            assert_never(event)


def _with(
    versions: tuple[SchemaVersion, ...], version: SchemaVersion, until: date | None
) -> tuple[SchemaVersion, ...]:
    """Return the versions with one more, or the last one said anew."""
    if versions[-1].number == version.number:
        return (*versions[:-1], version)
    before = replace(versions[-1], until=until) if until else versions[-1]
    return (*versions[:-1], before, version)


def work(state: ThemeSet) -> Work:
    """Return what waits: a draft, for a steward."""
    called = Title(zh=state.title, en=state.title)
    if state.phase != "draft" or state.since is None:
        return Work(number=state.code, title=called, system="service_insight")
    task = Task(
        name="review",
        title=_TASK,
        unit=policy().steward_unit,
        role=STEWARD,
        since=state.since,
        claimable=False,
    )
    return Work(number=state.code, title=called, system="service_insight", tasks=(task,))
