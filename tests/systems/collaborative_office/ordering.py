"""Follow-up orders of the sample city's government on their way, for tests."""

from datetime import date
from typing import Any

from actors.blocks.numbers.register import Unnumbered
from actors.systems.collaborative_office.follow_up import commands as c
from actors.systems.collaborative_office.follow_up.state import FOLLOW_UP_ORDER, part_id
from actors.testing import Scenario
from tests.systems.collaborative_office import office as o

KEY = f"{FOLLOW_UP_ORDER}:f1"
OFFICER, LEADER = o.somebody("office_follow_up"), o.somebody("office_leader_government")
HANDLER, OTHER = o.somebody("office_handler_health"), o.somebody("office_handler_market")
DUE = date(2026, 10, 9)
WISH = c.ProposeOrder(
    source="meeting", basis="第12次常务会议", matter="老旧电梯整治", requirement="国庆后办结"
)
ASSIGN = c.AssignOrder(lead="health", helping=("market_supervision",), due=DUE)
CLOSURE = c.AskClosure(result="已全部整治")
SPLIT = c.SplitOrder(
    parts=(
        c.Part(matter="排查", lead="health", due=DUE),
        c.Part(matter="整治", lead="market_supervision", due=DUE),
    )
)
PARTS = [  # of what is split on the morning that it is begun
    f"{FOLLOW_UP_ORDER}:{part_id('f1', n, o.MORNING_AT_NINE)}" for n in (1, 2)
]
FULL = Unnumbered(series=FOLLOW_UP_ORDER, register="follow_up_order-佛府-2026", request="1")


def begun() -> Scenario:
    kinds = (o.KINDS[name] for name in (FOLLOW_UP_ORDER, "register", "watcher"))
    return Scenario.of(*kinds).on(KEY).at("2026-09-24 09:00").when(WISH, by=OFFICER)


def assigned(wish: c.AssignOrder = ASSIGN) -> Scenario:
    return begun().when(wish, by=OFFICER)


def accepted(**more: Any) -> Scenario:
    return assigned(**more).when(c.AcceptOrder(), by=HANDLER)


def reported() -> Scenario:
    return accepted().when(c.ReportProgress(note="已完成排查", percent=40), by=HANDLER)


def answered(before: Scenario | None = None) -> Scenario:
    return (before or reported()).when(CLOSURE, by=HANDLER)


def closed(before: Scenario | None = None) -> Scenario:
    return answered(before).when(c.AcceptAnswer(), by=OFFICER).when(c.CloseOrder(), by=OFFICER)


def extension(due: date = date(2026, 10, 16)) -> c.AskExtension:
    return c.AskExtension(due=due, reason="需要另行招标")
