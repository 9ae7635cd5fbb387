"""Claim, release, hand over, deputise: nobody works on a task unknowingly beside another."""

from datetime import date

import pytest

from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.kind import mailbox_kind
from actors.blocks.messages.mailbox import PutNotice
from actors.blocks.tasks.records import (
    ClaimTask,
    DeputiseTask,
    HandOverTask,
    ReleaseTask,
    TaskDeputised,
    TaskHandedOver,
)
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario
from actors.testing.expect import local
from tests.blocks.cases.city import LIBRARY
from tests.blocks.tasks.paper import ELSEWHERE, HEAD, LI, PAPER, WU, Do, Open

NOW = local("2026-03-02 09:00")
OPEN = Scenario.of(PAPER).at(NOW).when(Open(("check", "fixed")), by=PLATFORM)
CLAIMED = OPEN.when(ClaimTask(task="check"), by=LI)
FRIDAY = date(2026, 3, 6)


def to(who: Identity, task: str = "check") -> HandOverTask:
    return HandOverTask(task=task, to=who.id)


def deputy(who: Identity, until: date = FRIDAY) -> DeputiseTask:
    return DeputiseTask(task="check", to=who.id, until=until)


def test_a_claimed_task_is_done_by_its_claimer_alone() -> None:
    refused = CLAIMED.when(Do("check"), by=WU).then_refused("tasks.claimed")
    refused.when(Do("check"), by=LI).run()


@pytest.mark.parametrize(
    ("by", "code"),
    [(WU, "tasks.claimed"), (LI, "tasks.already_yours"), (ELSEWHERE, "tasks.of_others")],
)
def test_nobody_claims_what_is_claimed_or_waits_for_others(by: Identity, code: str) -> None:
    CLAIMED.when(ClaimTask(task="check"), by=by).then_refused(code, "/task").run()


@pytest.mark.parametrize("name", ["cheese", "fixed"])
def test_what_is_no_open_task_or_not_to_be_claimed_is_unknown(name: str) -> None:
    for command in (ClaimTask(task=name), ReleaseTask(task=name), to(WU, name)):
        OPEN.when(command, by=LI).then_refused("tasks.unknown", "/task").run()


@pytest.mark.parametrize("by", [LI, HEAD])
def test_a_task_is_given_back_by_its_claimer_or_who_leads_the_unit(by: Identity) -> None:
    back = CLAIMED.when(ReleaseTask(task="check"), by=by)
    back.when(ClaimTask(task="check"), by=WU).run()


def test_nobody_else_gives_a_task_back() -> None:
    CLAIMED.when(ReleaseTask(task="check"), by=WU).then_refused("tasks.claimed").run()
    OPEN.when(ReleaseTask(task="check"), by=LI).then_refused("tasks.not_claimed").run()


@pytest.mark.parametrize(("start", "by"), [(CLAIMED, LI), (CLAIMED, HEAD), (OPEN, LI)])
def test_a_task_is_handed_over_and_its_receiver_told(start: Scenario, by: Identity) -> None:
    told = PutNotice(template="tasks.HandedOver", facts={"number": "P1"}, about="paper:1")
    handed = start.when(to(WU), by=by).then(
        events=[TaskHandedOver(at=NOW, task="check", by=by.id, to=WU.id)],
        messages=[(f"mailbox:{to_somebody(WU.id)}", told)],
    )
    handed.when(Do("check"), by=LI).then_refused("tasks.claimed").when(Do("check"), by=WU).run()


@pytest.mark.parametrize(
    ("start", "by", "who", "code"),
    [
        (CLAIMED, WU, WU, "tasks.claimed"),
        (OPEN, ELSEWHERE, WU, "tasks.of_others"),
        (CLAIMED, LI, ELSEWHERE, "tasks.no_holder"),
        (CLAIMED, LI, HEAD, "tasks.no_holder"),
        (CLAIMED, LI, Identity("staff:nobody"), "tasks.no_holder"),
        (CLAIMED, LI, Identity("person:wu"), "tasks.no_holder"),
        (CLAIMED, LI, LI, "tasks.has_it"),
    ],
)
def test_a_task_is_not_handed_over_by_or_to_the_wrong_one(
    start: Scenario, by: Identity, who: Identity, code: str
) -> None:
    start.when(to(who), by=by).then_refused(code).run()


def test_a_deputy_does_the_task_up_to_the_last_day_and_its_claimer_may_go_on() -> None:
    told = PutNotice(
        template="tasks.Deputised",
        facts={"number": "P1", "until": "2026-03-06"},
        about="paper:1",
    )
    deputised = CLAIMED.when(deputy(WU), by=LI).then(
        events=[TaskDeputised(at=NOW, task="check", by=LI.id, to=WU.id, until=FRIDAY)],
        messages=[(f"mailbox:{to_somebody(WU.id)}", told)],
    )

    deputised.when(Do("check"), by=LI).run()
    deputised.at("2026-03-06 23:59").when(Do("check"), by=WU).run()
    late = deputised.at("2026-03-07 00:00").when(Do("check"), by=WU)
    late.then_refused("tasks.claimed").run()


def test_who_gets_or_gives_back_a_task_has_no_deputy_of_before() -> None:
    deputised = CLAIMED.when(deputy(WU), by=LI)
    for ended in (
        deputised.when(ReleaseTask(task="check"), by=LI).when(ClaimTask(task="check"), by=LI),
        deputised.when(to(WU), by=HEAD).when(to(LI), by=WU),
    ):
        ended.when(Do("check"), by=WU).then_refused("tasks.claimed").run()


@pytest.mark.parametrize(
    ("start", "by", "wish", "code"),
    [
        (OPEN, LI, deputy(WU), "tasks.not_claimed"),
        (CLAIMED, WU, deputy(WU), "tasks.claimed"),
        (CLAIMED, LI, deputy(LI), "tasks.has_it"),
        (CLAIMED, LI, deputy(ELSEWHERE), "tasks.no_holder"),
        (CLAIMED, LI, deputy(WU, date(2026, 3, 1)), "tasks.deputy_until"),
        (CLAIMED, LI, deputy(WU, date(2026, 6, 1)), "tasks.deputy_until"),
    ],
)
def test_a_deputy_is_named_by_the_right_one_and_for_a_time(
    start: Scenario, by: Identity, wish: DeputiseTask, code: str
) -> None:
    start.when(wish, by=by).then_refused(code).run()


def test_the_notice_reaches_the_mailbox() -> None:
    both = Scenario.of(PAPER, mailbox_kind(LIBRARY)).when(Open(("check",)), by=PLATFORM)
    handed = both.when(to(WU), by=LI)

    handed.on(f"mailbox:{to_somebody(WU.id)}").then_shown(last=1).run()
