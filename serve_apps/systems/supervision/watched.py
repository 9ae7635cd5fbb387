"""Cards of what is no case: proposals of deputies, handlings, commitments."""

from actors.blocks.clocks.roles import SUPERVISOR
from serve_apps.front.policies import staff_with
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting

WATCHED = ListPage(
    name="watched",
    view="watched",
    at="/oversight/watched",
    columns=(
        Column(field="number"),
        Column(field="item"),
        Column(field="unit"),
        Column(field="clock"),
        Column(field="level", look="level"),
        Column(field="due"),
        Column(field="days_over", look="number"),
        Column(field="raised_at"),
    ),
    only={"level_rank": {"$gt": 0}},
    orders=(Sorting(name="gravest", fields=("level_rank", "raised_at"), descending=True),),
    filters=(
        Choice(field="level", values=("warning", "yellow", "red"), said="levels"),
        OfUnit(field="unit"),
    ),
    policy=staff_with(SUPERVISOR),
)
