"""What a unit was told to do is followed up to its end (督办)."""

import asyncio
from datetime import date, datetime

import pytest
from msgspec.structs import replace

from actors.blocks.clocks.watching import watcher_of
from actors.kernel.deadlines import start_of_day
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Command
from actors.systems.collaborative_office.follow_up import commands as c
from actors.systems.collaborative_office.follow_up.kind import GUARDED, facts
from actors.systems.collaborative_office.follow_up.state import (
    FOLLOW_UP_ORDER,
    OrderState,
    order_of_instruction,
)
from actors.systems.collaborative_office.follow_up.view import ORDERS
from actors.systems.collaborative_office.follow_up.work import watched
from actors.systems.collaborative_office.incoming import commands as i
from actors.testing import Scenario
from tests.rows import Keeping, folded
from tests.systems.collaborative_office import office as o
from tests.systems.collaborative_office import ordering as f
from tests.systems.collaborative_office import receiver as r


def refused(scenario: Scenario, code: str, field: str | None = None) -> None:
    scenario.then_refused(f"follow_up_order.{code}", field).run()


def state_of(scenario: Scenario, key: str = f.KEY) -> OrderState:
    world = Keeping(scenario)
    asyncio.run(scenario.run_in(world))
    return asyncio.run(world.state(key))


@pytest.mark.feature("OA-15")
def test_an_order_goes_from_a_meeting_to_its_score() -> None:
    for scenario, phase in (
        (f.begun(), "initiated"),
        (f.assigned(), "assigned"),
        (f.accepted(), "accepted"),
        (f.reported(), "in_progress"),
        (f.answered(), "closure_asked"),
    ):
        scenario.then_shown(phase=phase).run()
    scored = f.closed().when(c.ScoreOrder(score=95), by=f.OFFICER)
    scored.then_shown(
        phase="scored", number="佛府督〔2026〕1号", on_time=True, score=95, percent=100
    ).run()


@pytest.mark.feature("OA-15")
@pytest.mark.parametrize(
    ("before", "command", "by"),
    [
        (f.begun(), c.AcceptOrder(), f.HANDLER),
        (f.begun(), f.ASSIGN, f.LEADER),
        (f.assigned(), c.AcceptOrder(), f.OTHER),  # who helps
        (f.assigned(), c.ReportProgress(note="x", percent=1), f.HANDLER),
        (f.accepted(), f.CLOSURE, f.OFFICER),
        (f.accepted(), f.ASSIGN, f.OFFICER),
        (f.answered(), c.AcceptAnswer(), f.HANDLER),
        (f.answered(), c.AcceptAnswer(), o.somebody("office_follow_up_health")),
        (f.answered(), c.CloseOrder(), f.OFFICER),
        (f.closed(), c.DropOrder(reason="x"), f.OFFICER),
    ],
)
def test_whose_turn_it_is_not_may_not(before: Scenario, command: Command, by: Identity) -> None:
    with pytest.raises(AssertionError, match=r"follow_up_order\.(unknown|forbidden|not_now)"):
        before.when(command, by=by).then_refused("").run()


@pytest.mark.feature("OA-15")
def test_three_working_days_before_its_day_it_is_yellow_and_from_the_next_day_red() -> None:
    due = f.accepted()  # on 2026-10-09, after the holidays of seven days
    for at, level in (
        ("2026-09-28 23:59", ""),
        ("2026-09-29 00:01", "yellow"),
        ("2026-10-09 23:59", "yellow"),
        ("2026-10-10 00:01", "red"),
    ):
        world = Keeping(due.at(at))
        asyncio.run(due.at(at).run_in(world))
        row = folded(ORDERS, world.commits)[0]["f1"]
        assert row["level"] == level, at
        assert asyncio.run(world.state(watcher_of(f.KEY))).closed is False


@pytest.mark.feature("OA-15")
def test_a_day_is_named_or_counted_in_working_days() -> None:
    counted = replace(f.ASSIGN, due=None, working_days=5)
    f.assigned(counted).then_shown(due=date(2026, 10, 9), yellow=date(2026, 9, 29)).run()
    f.assigned(replace(counted, working_days=None)).then_shown(due=date(2026, 10, 15)).run()
    for wish, code, field in (
        (replace(counted, due=f.DUE), "two_days", "/working_days"),
        (replace(f.ASSIGN, lead="chancheng_delegation"), "nobody_does_it", "/lead"),
        (replace(f.ASSIGN, helping=("civil_affairs",)), "nobody_does_it", "/helping"),
    ):
        refused(f.begun().when(wish, by=f.OFFICER), code, field)
    for day, code in ((date(2026, 9, 23), "day_over"), (date.max, "day_too_far")):
        odd = f.begun().when(replace(f.ASSIGN, due=day), by=f.OFFICER)
        odd.then_refused(f"incoming_document.{code}", "/due").run()


@pytest.mark.feature("OA-15")
def test_a_day_is_put_off_before_it_is_over_and_not_after() -> None:
    asked = f.reported().at("2026-10-09 17:00").when(f.extension(), by=f.HANDLER)

    refused(asked.when(f.extension(), by=f.HANDLER), "extension_asked")
    granted = asked.when(c.GrantExtension(), by=f.OFFICER)
    granted.then_shown(due=date(2026, 10, 16), yellow=date(2026, 10, 13)).run()
    late = asked.at("2026-10-10 09:00")
    refused(late.when(c.GrantExtension(), by=f.OFFICER), "late_for_extension")
    no = late.when(c.RefuseExtension(reason="期限已过"), by=f.OFFICER)
    no.then_shown(due=f.DUE).run()
    refused(no.when(f.extension(), by=f.HANDLER), "late_for_extension")
    refused(f.reported().when(f.extension(f.DUE), by=f.HANDLER), "no_later", "/due")
    refused(f.reported().when(c.GrantExtension(), by=f.OFFICER), "no_extension_asked")


@pytest.mark.feature("OA-15")
def test_an_answer_is_checked_by_another_and_time_runs_on_when_it_is_sent_back() -> None:
    both = o.as_other(f.HANDLER, f.OFFICER)
    for wish in (c.AcceptAnswer(), c.SendAnswerBack(reason="x")):
        refused(f.answered().when(wish, by=both), "checked_by_worker")

    back = f.answered().when(c.SendAnswerBack(reason="尚有两处"), by=f.OFFICER)
    back.then_shown(phase="in_progress", stopped_at=None).run()
    late = f.closed(back.at("2026-10-12 09:00"))
    late.then_shown(phase="closed", on_time=False).run()


@pytest.mark.feature("OA-15")
def test_the_units_and_the_leaders_hear_that_it_is_late() -> None:
    late = state_of(f.reported())
    told = o.turn_of(late, c.NoteOverdue(due=f.DUE), PLATFORM, f.KEY).messages

    assert {each.key for each in told} == {
        "mailbox:unit~office_handler~health",
        "mailbox:unit~office_handler~market_supervision",
        "mailbox:unit~office_signer~municipal_government",
    }
    assert not o.turn_of(late, c.NoteOverdue(due=date(2026, 10, 8)), PLATFORM, f.KEY).messages
    f.reported().then(alarms={"overdue": "2026-10-10 00:00"}).run()
    f.closed().then(alarms={}).run()


def test_whom_it_waits_for_hears_of_it_and_not_who_has_just_acted() -> None:
    def told(before: Scenario, command: Command, by: Identity) -> list[str]:
        turn = o.turn_of(state_of(before), command, by, f.KEY)
        return [each.key for each in turn.messages if each.key.startswith("mailbox:")]

    office, unit = (
        "mailbox:unit~office_follow_up~municipal_government",
        "mailbox:unit~office_handler~health",
    )
    helping = "mailbox:unit~office_handler~market_supervision"
    assert told(f.begun(), f.ASSIGN, f.OFFICER) == [helping, unit]
    assert told(f.assigned(), c.AcceptOrder(), f.HANDLER) == []
    assert told(f.reported(), f.extension(), f.HANDLER) == [office]
    assert told(f.reported(), f.CLOSURE, f.HANDLER) == [office]
    assert told(f.answered(), c.SendAnswerBack(reason="尚有两处"), f.OFFICER) == [unit]
    assert told(f.answered(), c.AcceptAnswer(), f.OFFICER) == []


@pytest.mark.feature("OA-15")
def test_an_order_is_split_and_done_when_its_parts_are() -> None:
    split = f.begun().when(f.SPLIT, by=f.OFFICER)
    one, two = f.PARTS
    split.on(one).then_shown(
        phase="assigned", parent="f1", lead="health", number="佛府督〔2026〕1号-1", due=f.DUE
    ).run()
    first = f.closed(split.on(one).when(c.AcceptOrder(), by=f.HANDLER))

    first.on(f.KEY).then_shown(phase="split").run()
    dropped = first.on(two).when(c.DropOrder(reason="不再需要"), by=f.OFFICER)
    dropped.on(f.KEY).then_shown(phase="verified").run()
    done = dropped.on(f.KEY).when(c.CloseOrder(), by=f.OFFICER)
    done.then_shown(phase="closed", on_time=True).run()
    again = f.assigned().when(f.SPLIT, by=f.OFFICER)
    assert (seen := watched(state_of(again))) is not None and seen.closed
    twice = replace(f.SPLIT, parts=(f.SPLIT.parts[0], replace(f.SPLIT.parts[1], lead="x")))
    refused(f.begun().when(twice, by=f.OFFICER), "nobody_does_it", "/parts/1/lead")


@pytest.mark.feature("OA-06", "OA-15")
def test_an_instruction_becomes_an_order_by_one_click_once() -> None:
    wish = i.FollowUpInstruction()
    handled = r.handling().when(wish, by=r.REGISTRY)
    again = handled.when(wish, by=r.LEADER)
    again.then_refused("incoming_document.followed_up").run()
    key = f"{FOLLOW_UP_ORDER}:{order_of_instruction(r.KEY.partition(':')[2], o.MORNING_AT_NINE)}"

    handled.on(key).then_shown(
        phase="assigned",
        source="document",
        basis="佛卫收〔2026〕1号",
        matter=o.TITLE,
        requirement=r.INSTRUCT.instruction,
        lead="health",
        due=r.DUE,
        number="佛卫督〔2026〕1号",
    ).run()


@pytest.mark.feature("OA-03")
@pytest.mark.parametrize(
    ("before", "command", "by"),
    [
        (f.begun(), f.SPLIT, f.OFFICER),
        (f.accepted(), c.ReportProgress(note="", percent=1), f.HANDLER),
        (f.accepted(), f.CLOSURE, f.HANDLER),
        (f.accepted(), f.extension(), f.HANDLER),
        (f.accepted(), c.UrgeOrder(note=""), f.OFFICER),
        (f.answered(), c.SendAnswerBack(reason=""), f.OFFICER),
        (f.answered(), c.AcceptAnswer(), f.OFFICER),
        (f.answered(), c.DropOrder(reason=""), f.OFFICER),
        (f.closed(), c.ScoreOrder(score=1), f.OFFICER),
    ],
)
def test_no_text_bears_a_mark(before: Scenario, command: Command, by: Identity) -> None:
    mark = "密级：机密"
    if isinstance(command, c.SplitOrder):
        marked = replace(command, parts=(replace(command.parts[0], matter=mark), *command.parts))
    else:
        names = {"note", "reason", "result"} & {*command.__struct_fields__}
        marked = replace(command, **dict.fromkeys(names, mark))
    before.when(marked, by=by).then_refused("official_document.secrecy_mark").run()


@pytest.mark.feature("OA-22")
@pytest.mark.parametrize(
    "scenario",
    [
        f.begun(),
        f.closed().when(c.ScoreOrder(score=80), by=f.OFFICER),
        f.assigned().when(f.SPLIT, by=f.OFFICER),
        f.reported().when(f.extension(), by=f.HANDLER).when(c.GrantExtension(), by=f.OFFICER),
        f.assigned().when(c.UrgeOrder(note="请接收"), by=f.OFFICER),
    ],
)
def test_lists_know_what_the_rules_know(scenario: Scenario) -> None:
    world = Keeping(scenario)
    asyncio.run(scenario.run_in(world))
    row = folded(ORDERS, world.commits)[0]["f1"]
    state = asyncio.run(world.state(f.KEY))

    assert {
        name: frozenset(row[name]) if kind == "texts" else row[name]
        for name, kind in GUARDED.facts.items()
    } == facts(state)
    due = state.due and state.due.isoformat()
    assert (row["lead"], row["due"], row["percent"]) == (state.lead, due, state.percent)
    assert (row["on_time"], row["score"]) == (state.on_time, state.score)


def test_who_may_read_an_order() -> None:
    rules = o.KINDS[FOLLOW_UP_ORDER].rules
    assert rules is not None
    at: datetime = start_of_day(o.SENT_ON)
    order = OrderState(
        phase="assigned", since=at, organ="municipal_government", lead="health",
        helping=("market_supervision",),
    )  # fmt: skip

    assert [
        rules.permitted("read", by, order, "handling").shows("result")
        for by in (f.OFFICER, f.LEADER, f.HANDLER, f.OTHER, o.GOVERNMENT, o.HOUSING, r.REGISTRY)
    ] == [True, True, True, True, False, False, False]
