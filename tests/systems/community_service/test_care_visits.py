"""Care visits: planned for those who are looked after, in time or waiting with the head."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from actors.kernel.deadlines import local_day
from actors.kernel.identity import Identity
from actors.systems.community_service.care import records as c
from actors.systems.community_service.care.kind import care_plan_kind, work
from actors.systems.community_service.register import resident_records as r
from actors.systems.community_service.views.care_plans import CARE_PLANS
from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults, fetched
from tests.blocks.cases.commits import commit, fold
from tests.blocks.cases.kit import at
from tests.systems.community_service.care import ENTRY, PLAN, VISITS, WELL, marked, planned
from tests.systems.community_service.scenarios_care import SCENARIOS
from tests.systems.community_service.station import AGENT, LIBRARY, RESIDENT_A, VILLAGE, WINDOW
from tests.systems.community_service.test_survey_pages import site_until
from tests.systems.community_service.voices import HEAD

pytestmark = pytest.mark.feature("GRASS-05")
ELSEWHERE = Identity("staff:guiyuan_agent", ("village_clerk",), "guiyuan_community")
NUMBER = "440602194811120344"


@pytest.mark.parametrize("name", SCENARIOS)
def test_care_goes_its_way(name: str) -> None:
    SCENARIOS[name].run()


@pytest.mark.parametrize(
    ("wish", "code", "field"),
    [
        (replace(VISITS, visitor="guiyuan_agent"), "care_plan.no_visitor", "/visitor"),
        (replace(VISITS, visitor="nobody"), "care_plan.no_visitor", "/visitor"),
        (replace(VISITS, first=date(2026, 4, 23)), "care_plan.untimely", "/first"),
        (replace(VISITS, first=date.max), "care_plan.untimely", "/first"),
    ],
)
def test_visits_are_made_by_the_own_station_on_a_day_to_come(
    wish: c.PlanVisits, code: str, field: str
) -> None:
    marked().on(PLAN).when(wish, by=AGENT).then_refused(code, field).run()


def test_nobody_else_plans_visits_or_sees_to_missed_ones() -> None:
    for by in (WINDOW, RESIDENT_A):
        marked().on(PLAN).when(VISITS, by=by).then_refused("care_plan.forbidden").run()
    for by in (ELSEWHERE, WINDOW, RESIDENT_A):
        planned().when(WELL, by=by).then_refused("care_plan.unknown").run()
    missed = planned().at("2026-05-01 09:00")
    wish = c.PutVisitOff(due=date(2026, 5, 8), reason="请假")
    missed.when(wish, by=AGENT).then_refused("care_plan.forbidden").run()
    planned().when(wish, by=HEAD).then_refused("care_plan.not_now").run()


def test_whom_no_mark_is_kept_of_nobody_visits() -> None:
    lifted = marked().when(r.LiftMark(care="elder_alone", reason="返乡"), by=AGENT)
    lifted.on(PLAN).when(VISITS, by=AGENT).then_shown(phase="ended").run()
    left = planned().on(ENTRY).when(r.NoteDeparture(source="statement", reason="迁出"), by=AGENT)
    left.on(PLAN).then_shown(phase="ended").run()
    out = planned().when(WELL, by=AGENT).on(ENTRY).at("2027-01-01 09:00")
    out.on(PLAN).then_shown(phase="ended").run()


@pytest.mark.parametrize(
    ("every", "due"),
    [
        ("weekly", date(2026, 5, 6)),  # the first of May and the days after it are off
        ("monthly", date(2026, 5, 25)),  # the twenty-fourth is a Sunday
        ("quarterly", date(2026, 7, 24)),
    ],
)
def test_the_next_visit_is_due_as_often_as_planned_on_a_working_day(
    every: c.Every, due: date
) -> None:
    plan = marked().on(PLAN).when(replace(VISITS, every=every), by=AGENT)
    plan.when(WELL, by=AGENT).then_shown(due=due, phase="planned").run()


def test_who_was_not_met_is_still_to_be_visited_by_the_same_day() -> None:
    tried = planned().when(replace(WELL, outcome="not_met"), by=AGENT)

    tried.then_shown(due=date(2026, 4, 30), visited=1, outcome="not_met").run()
    tried.at("2026-05-01 09:00").then_shown(phase="missed", missed=1).run()


def test_a_late_visit_is_taken_and_one_to_come_is_not() -> None:
    late = planned().at("2026-05-08 09:00").when(replace(WELL, on=date(2026, 5, 8)), by=AGENT)

    late.then_shown(phase="planned", missed=1, due=date(2026, 6, 8)).run()
    for on in (date(2026, 4, 25), date(2025, 4, 1), date.min):
        wish = replace(WELL, on=on)
        planned().when(wish, by=AGENT).then_refused("care_plan.not_then", "/on").run()
    blank = replace(WELL, found=" \n")
    planned().when(blank, by=AGENT).then_refused("form.required", "/found").run()


def test_a_visit_waits_for_whoever_goes_and_a_missed_one_for_the_head() -> None:
    state = c.CarePlan(
        phase="planned", unit=VILLAGE, visitor="zhenan_agent", due=date(2026, 4, 30),
        since=at("2026-04-24 09:00"), party="何**",
    )  # fmt: skip
    (task,) = work(state).tasks
    (missed,) = work(replace(state, phase="missed")).tasks

    assert (task.role, task.claimed_by, task.due) == (
        "village_clerk", "staff:zhenan_agent", state.due,
    )  # fmt: skip
    assert (missed.role, missed.unit, missed.claimed_by) == ("approver", VILLAGE, "")
    assert work(replace(state, phase="ended")).tasks == ()
    assert work(state).party == "何**"


def test_what_was_found_is_read_for_a_purpose_and_stands_in_no_row() -> None:
    rules = care_plan_kind(LIBRARY).rules
    assert rules is not None
    state = c.CarePlan(phase="planned", unit=VILLAGE, account="he_yuexian")
    for by, purpose, seen in (
        (AGENT, "", False), (AGENT, "handling", True), (HEAD, "handling", True),
        (ELSEWHERE, "handling", False), (RESIDENT_A, "own", True),
    ):  # fmt: skip
        assert rules.permitted("read", by, state, purpose).shows("visits") is seen
    assert "visits" not in care_plan_kind(LIBRARY).shown
    events: tuple[dict[str, Any], ...] = (
        {"type": "VisitsPlanned", "at": at("2026-04-24 09:00"), "by": AGENT.id, "unit": VILLAGE,
         "visitor": "zhenan_agent", "due": "2026-04-30", "every": "monthly", "party": "何**"},
        {"type": "VisitRecorded", "at": at("2026-04-24 10:00"), "due": "2026-05-25",
         "visit": {"on": "2026-04-24", "outcome": "needs_help", "found": "缺药"}},
    )  # fmt: skip
    commits = [commit("care_plan:an", n, ev=[each]) for n, each in enumerate(events, 1)]
    (row,) = fold(CARE_PLANS, *commits).values()
    assert (row["due"], row["visited"], row["outcome"]) == ("2026-05-25", 1, "needs_help")
    assert "缺药" not in str(row) and "party" in CARE_PLANS.hidden


def test_visits_are_planned_from_the_register_and_what_was_found_is_on_record(site: Site) -> None:
    assert site.services is not None
    today = local_day(site.services.clock.now())
    entry = {"name": "梁伯", "id_number": NUMBER, "registration": "01", "source": "visit",
             "reason": "上门核实"}  # fmt: skip
    mark = {"care": "elder_alone", "source": "visit", "purpose": "每周探访",
            "until": (today + timedelta(days=90)).isoformat()}  # fmt: skip
    with site.client("zhenan_agent", language="zh") as clerk:
        headers = {"idempotency-key": uuid4().hex}
        entered = clerk.post("/api/v1/residents", json=entry, headers=headers)
        assert entered.status_code == 201, entered.text
        id = entered.json()["id"]
        plan = f"/care-visits/plan/{id}"
        assert clerk.get(plan).status_code == 409
        marked = clerk.post(f"/residents/{id}/mark_resident", data={**mark, "key": uuid4().hex})
        assert marked.status_code == 303, marked.text
        assert f'href="{plan}"' in clerk.get(f"/residents/{id}").text
        assert list(faults(fetched(clerk, plan))) == []
        wish = {"visitor": "zhenan_agent_2", "first": today.isoformat(), "every": "weekly"}
        lacking = clerk.post(plan, data={**wish, "visitor": "", "key": uuid4().hex})
        assert lacking.status_code == 422
        answer = clerk.post(plan, data={**wish, "key": uuid4().hex})
        assert answer.status_code == 303, answer.text
        page = f"/care-visits/{id}"
        assert "陈丽嫦" in clerk.get(page).text and NUMBER not in clerk.get(page).text
        with site.client("zhenan_agent_2", language="zh") as other:
            site_until(other, "/tasks", page)
        seen = {"on": today.isoformat(), "way": "home", "outcome": "needs_help", "found": "缺药"}
        told = clerk.post(f"{page}/record_visit", data={**seen, "key": uuid4().hex})
        assert told.status_code == 303, told.text
        assert "缺药" not in clerk.get(page).text
        assert "缺药" in clerk.post(f"{page}/open", data={"purpose": "handling"}).text
        assert "梁*" in clerk.get("/care-visits").text
    with site.client("guiyuan_agent") as other:
        assert other.get(page).status_code == 404
        assert other.get(plan).status_code == 404

    async def read() -> int:
        async with asyncio.timeout(60):
            where = {"subject": f"care_plan.{id}", "full": True}
            while not (found := await site.database["access_log"].count_documents(where)):
                await asyncio.sleep(0.02)
            return found

    assert site.run(read(), 65) == 1
