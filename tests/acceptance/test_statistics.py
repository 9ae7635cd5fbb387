"""Statistics: each number is the length of its list for whoever may count, and goes into a file."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from actors.blocks.cases.figures import COUNTED
from actors.kernel.identity import PLATFORM
from actors.kernel.restricting import Restrict
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, send, wait_for
from tests.waiting import until

pytestmark = pytest.mark.feature("HALL-23", "HALL-40")
CLERK, HEAD, ELSEWHERE, SUPERVISOR = "hall_clerk", "land_approver", "health_approver", "supervisor"
ITEM, UNIT = "WFZM-01", "natural_resources"
DECIDED = "/statistics/cases?figure=decided&format=csv"


def test_every_number_is_the_length_of_its_list(site: Site) -> None:
    with site.client("chen_jiahui") as resident, site.client(CLERK) as clerk:
        filed: dict[str, Any] = apply(resident, application(site, ITEM)).json()
        send(clerk, filed["case"], "accept", {})
        send(clerk, filed["case"], "decide", {"outcome": "denied", "reason": "名下已有住房"})
        wait_for(site, filed["number"])
    with site.client(HEAD, language="zh") as head, site.client(SUPERVISOR) as supervisor:
        assert head.get("/statistics?by=item").status_code == 200
        until(lambda: filed["number"] in head.get(DECIDED).text)
        own, everything, listed = _at_one_moment(head, supervisor)
        assert listed == {name: own["all"]["counts"][name] for name in COUNTED}
        assert {row["of"] for row in own["rows"]} == {UNIT}
        whole = next(row for row in everything["rows"] if row["of"] == UNIT)
        assert whole["counts"] == own["all"]["counts"]
        csv = head.get("/statistics?by=item&format=csv")
        assert csv.headers["content-type"].startswith("text/csv") and "合计" in csv.text
        assert head.get("/statistics/cases?figure=decided&format=xlsx").content[:2] == b"PK"
        assert filed["number"] in head.get(DECIDED).text


def test_what_was_restricted_is_counted_and_said_to_be_listed_no_more(site: Site) -> None:
    with site.client("chen_jiahui") as resident:
        filed: dict[str, Any] = apply(resident, application(site, ITEM)).json()
        assert send(resident, filed["case"], "withdraw", {}).status_code == 200
    wait_for(site, filed["number"])
    with site.client(HEAD, language="zh") as head:
        before = _kept_back(head)
        restrict = Restrict(basis="d" * 32, closed_before=datetime.now(UTC) + timedelta(days=1))
        assert site.services is not None
        case = f"case:{filed['case']}"
        site.run(site.services.sender.send(case, restrict, id=f"r/{filed['case']}", by=PLATFORM))
        until(lambda: _kept_back(head) == before + 1)
        assert filed["number"] not in head.get("/statistics/cases?figure=received&format=csv").text


def _kept_back(head: httpx.Client) -> int:
    said = re.search(r"另有 (\d+) 件", head.get("/statistics/cases?figure=received").text)
    return int(said[1]) if said else 0


def test_a_department_counts_its_own_and_clerks_count_nothing(site: Site) -> None:
    with site.client(ELSEWHERE) as other, site.client(CLERK) as clerk:
        rows = other.get("/api/v1/statistics?by=unit").json()["rows"]
        assert {row["of"] for row in rows} <= {"health"}
        asked = other.get(f"/statistics/cases?figure=received&unit={UNIT}")
        assert asked.status_code == 200 and "/staff/cases/" not in asked.text
        assert clerk.get("/statistics").status_code == 403


def _at_one_moment(
    head: httpx.Client, supervisor: httpx.Client
) -> tuple[dict[str, Any], dict[str, Any], dict[str, int]]:
    """Return what the unit's head and the supervisor are told, and how long the lists are, once
    counters and lists, which follow the journal each by itself, have both come to its end; after a
    while what they are then."""
    for _ in range(100):
        own = head.get("/api/v1/statistics?by=unit").json()
        everything = supervisor.get("/api/v1/statistics?by=unit").json()
        listed = {name: _length(head, name) for name in COUNTED}
        counts = {name: own["all"]["counts"][name] for name in COUNTED}
        if head.get("/api/v1/statistics?by=unit").json() == own and listed == counts:
            break
        time.sleep(0.1)
    return own, everything, listed


def _length(head: httpx.Client, figure: str) -> int:
    """Return how many are listed, with those that the page says are kept back."""
    page = head.get(f"/statistics/cases?by=item&figure={figure}").text
    return sum(int(many) for many in re.findall(r"(?:共|另有) (\d+) 件", page))
