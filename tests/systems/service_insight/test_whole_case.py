"""A case whole, as it was known at a moment: by program, and on the officer's page."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from lxml import html

from actors.systems.service_insight.touches import cards, touches, whole
from actors.systems.service_insight.trajectory import as_known
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, send, wait_for
from tests.acceptance.test_page_structure import faults

pytestmark = pytest.mark.feature("SDB-12")
FOOD = "SPJY-01"
CLERK, REVIEWER, STRANGER = "market_clerk", "market_reviewer", "police_clerk"
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def commit(kind: str, seq: int, minutes: int, *events: dict[str, Any], by: str = "") -> Any:
    at = AT + timedelta(minutes=minutes)
    return {"kind": kind, "seq": seq, "at": at, "by": by, "ev": list(events)}


@pytest.mark.feature("SDB-14")
def test_what_was_taken_in_without_a_line_stands_where_it_happened() -> None:
    draft = commit("case", 1, 0, {"type": "DraftSaved"}, by="person:an")
    sent = {"type": "Submitted", "at": AT + timedelta(minutes=90), "channel": "window"}
    late = commit("case", 2, 90, sent | {"came": AT + timedelta(minutes=5)}, by="staff:li")
    raised = {"type": "LevelRaised", "at": AT + timedelta(minutes=30), "clock": "case"}
    raised |= {"level": "yellow", "started_at": AT, "due": "2026-03-02"}
    card = commit("watcher", 1, 30, {"type": "Observed"}, raised)
    rated = commit("case", 3, 99, {"type": "Rated"}, by="person:an")
    every = [*touches([draft, late, rated]), *touches([card])]

    known = as_known(every, AT + timedelta(minutes=40))
    later = as_known(every, AT + timedelta(minutes=100))
    assert [each.what for each in known] == ["LevelRaised"]
    assert [each.what for each in later] == ["Submitted", "LevelRaised"]
    assert later[0].arrived_at - later[0].occurred_at == timedelta(minutes=85)
    assert [(each.clock, each.level) for each in cards([card])] == [("case", "yellow")]
    lifted = commit("watcher", 2, 40, {**raised, "type": "WarningLifted"})
    assert cards([card, lifted]) == ()
    assert whole([draft, late, rated])
    assert not whole([late, rated])  # the first is in an archive


def now(site: Site) -> datetime:
    assert site.services is not None
    return site.services.clock.now()


@pytest.fixture(scope="module")
def filed(site: Site) -> dict[str, Any]:
    """A case that was accepted; `before` and `between` are moments before it was sent, and before
    it was accepted."""
    before = now(site)
    with site.client("chen_jiahui") as resident:
        answer = apply(resident, application(site, FOOD)).json()
    between = now(site)
    with site.client(CLERK) as clerk:
        send(clerk, answer["case"], "accept", {}).raise_for_status()
    wait_for(site, answer["number"])
    return answer | {"before": before, "between": between}


def asked(client: httpx.Client, filed: dict[str, Any], **said: Any) -> httpx.Response:
    params = {"purpose": "handling"} | {
        name: each.isoformat() if isinstance(each, datetime) else each
        for name, each in said.items()
    }
    return client.get(f"/api/v1/cases/{filed['case']}/whole", params=params)


def test_a_case_is_told_whole_as_it_was_known(site: Site, filed: dict[str, Any]) -> None:
    with site.client(REVIEWER) as officer:
        latest = asked(officer, filed).json()
        then = asked(officer, filed, known_at=filed["between"]).json()
        again = asked(officer, filed, known_at=filed["between"]).json()
        too_early = asked(officer, filed, known_at=filed["before"])
        full = officer.get(f"/api/v1/cases/{filed['case']}", params={"purpose": "handling"}).json()

    assert then == again
    assert (then["process"]["phase"], latest["process"]["phase"]) == ("submitted", "accepted")
    assert [each["what"] for each in then["trajectory"]] == ["Submitted"]
    assert then["trajectory"][0]["channel"] == "web"
    assert "Accepted" in [each["what"] for each in latest["trajectory"]]
    assert not {"DraftSaved", "DuesSet"} & {each["what"] for each in latest["trajectory"]}
    assert (then["process"]["steps"], len(latest["process"]["steps"]) > 0) == ([], True)
    assert latest["content"]["form"] == full["case"]["form"]
    assert latest["content"]["applicant"] == full["case"]["applicant"]
    assert latest["process"]["dues"] == full["case"]["dues"]
    standard = latest["standard"]
    assert (standard["version"], standard["differs"]) == (standard["in_force"], False)
    assert standard["materials"]
    assert too_early.status_code == 422
    assert too_early.json()["errors"][0]["pointer"] == "/known_at"


def test_no_case_is_told_of_before_the_reading_is_on_record(
    site: Site, filed: dict[str, Any]
) -> None:
    def readings() -> int:
        read = {"kind": "access", "key": f"access:{filed['case']}", "ev.type": "AccessRecorded"}
        return int(site.run(site.database["journal"].count_documents(read)))

    before = readings()
    with site.client(REVIEWER) as officer, site.client(STRANGER) as stranger:
        seen = asked(officer, filed, known_at=filed["between"])
        wrong = asked(officer, filed, purpose="supervision")
        strange = asked(stranger, filed)
        page = stranger.get(f"/staff/whole-cases/{filed['case']}")
    with site.client("chen_jiahui") as resident:
        own = asked(resident, filed, purpose="own")

    assert (seen.status_code, readings() - before) == (200, 1)
    assert [each.status_code for each in (wrong, strange, page, own)] == [403, 404, 404, 403]


def test_an_officer_finds_a_case_by_its_number_and_goes_back_in_time(
    site: Site, filed: dict[str, Any]
) -> None:
    path = f"/staff/whole-cases/{filed['case']}"
    with site.client(REVIEWER) as officer:
        empty = officer.get("/staff/whole-cases")
        none = officer.get("/staff/whole-cases", params={"number": "no such number"})
        found = officer.get("/staff/whole-cases", params={"number": filed["number"]})
        whole = officer.get(path)
        wish = {"purpose": "handling", "known_at": "2001-02-03 10:00"}
        early = officer.post(path, data=wish)
        wrong = officer.post(path, data=wish | {"known_at": "yesterday"})
        english = officer.get(path + "?lang=en")
    with site.client("supervisor") as supervisor:
        closed = supervisor.get(path)
        opened = supervisor.post(path, data={"purpose": "supervision"})

    assert (none.status_code, found.status_code) == (404, 303)
    assert found.headers["location"] == path
    for each in (empty, none, whole, english, early, wrong, closed, opened):
        assert list(faults(html.document_fromstring(each.text))) == []
    for said in ("轨迹", "过程", "标准", "已申报", "已受理"):
        assert said in whole.text
    assert "Trajectory" in english.text
    assert "陈嘉慧" not in whole.text  # masked
    assert (early.status_code, wrong.status_code) == (422, 422)
    assert "当时还没有这件申请" in early.text
    assert "请填写日期和时间" in wrong.text
    assert "办件内容" not in closed.text  # not before a purpose is stated
    assert "办件内容" in opened.text
