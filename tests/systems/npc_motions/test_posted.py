"""What a congress posts, for everybody; topics that open their clues; messages to deputies."""

import asyncio
import re
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Command
from actors.systems.npc_motions import clue_records as q
from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions import handling_report_records as r
from actors.systems.npc_motions.conversation_records import ReleaseMessage, WriteBack
from actors.systems.npc_motions.deputy_roster import deputy_key
from actors.systems.npc_motions.sample.deputies import CONGRESS, TERM, deputies
from tests.acceptance.site import Site

BODY = Identity("staff:npc_deputies_work", ("work_body",), "foshan_congress")
SECRETARY = Identity("staff:npc_secretary", ("session_secretariat",), "foshan_congress")
PERSON = deputies()[7]
ID = f"{CONGRESS}-{TERM}-{PERSON.account}"
CITIZEN = "chen_jiahui"


def send(site: Site, key: str, command: Command, by: Identity) -> None:
    assert site.services is not None
    site.run(site.services.sender.send(key, command, id=uuid4().hex, by=by))


def listed(site: Site, view: str, **fields: Any) -> Any:
    """Wait until `view` has a row with these fields, and return it."""

    async def wait() -> Any:
        async with asyncio.timeout(60):
            while (row := await site.database[view].find_one(fields)) is None:
                await asyncio.sleep(0.05)
            return row

    return site.run(wait(), 40)


def known(site: Site, conversation: str) -> None:
    """Wait until the deputy has told the conversation that the office is held."""
    assert site.services is not None
    sender = site.services.sender

    async def wait() -> None:
        async with asyncio.timeout(60):
            while (await sender.show(conversation)).state.membership is None:
                await asyncio.sleep(0.05)

    site.run(wait(), 40)


@pytest.fixture(scope="module", autouse=True)
def office(site: Site) -> None:
    """A deputy in office, with an act of duty that is posted and one that is not."""
    key = deputy_key(CONGRESS, TERM, PERSON.account)
    wish = d.RegisterDeputy(
        account=PERSON.account,
        name=PERSON.name,
        congress=CONGRESS,
        term=TERM,
        delegation=PERSON.delegation,
        since=date(2022, 1, 10),
    )
    send(site, key, wish, BODY)
    send(site, key, d.Describe(portrait=d.Portrait(occupation="教师")), BODY)
    for entry, subject in (("v1", "走访社区"), ("v2", "内部座谈")):
        duty = d.RecordDuty(entry=entry, duty="visit", on=date(2026, 2, 3), subject=subject)
        send(site, key, duty, BODY)
    send(site, key, d.PostDuty(entry="v1"), BODY)
    listed(site, "deputies", _id=ID, duty_count=2, **{"posted_duties.0.id": "v1"})


@pytest.mark.feature("NPC-32")
def test_basic_and_duty_information_of_deputies_is_posted(site: Site) -> None:
    with site.client() as anybody:
        found = anybody.get("/congress/deputies")
        one = anybody.get(f"/congress/deputies/{ID}")
        wrong = anybody.get("/congress/deputies?cursor=nowhere")

    assert PERSON.name in found.text and f'href="/congress/deputies/{ID}"' in found.text
    assert "教师" in one.text and "走访社区" in one.text and "2026" in one.text
    assert "内部座谈" not in one.text
    assert wrong.status_code == 200


@pytest.mark.feature("NPC-32")
def test_who_is_not_in_office_is_not_posted(site: Site) -> None:
    other = deputies()[8]
    key = deputy_key(CONGRESS, TERM, other.account)
    wish = d.RegisterDeputy(
        account=other.account, name=other.name, congress=CONGRESS, term=TERM,
        delegation=other.delegation, since=date(2022, 1, 10),
    )  # fmt: skip
    send(site, key, wish, BODY)
    send(site, key, d.SuspendDeputy(ground="other", reason="x"), BODY)
    listed(site, "deputies", account=other.account, status="suspended")

    with site.client() as anybody:
        assert other.name not in anybody.get("/congress/deputies").text
        gone = anybody.get(f"/congress/deputies/{CONGRESS}-{TERM}-{other.account}")
    assert gone.status_code == 404


@pytest.mark.feature("NPC-31", "NPC-32")
def test_the_plan_of_a_year_and_the_overall_report_are_posted(site: Site) -> None:
    session = "foshan-16-9"
    prepared = s.PrepareSession(
        congress="foshan", level="city", place="foshan", term=16, number=9, title="第九次会议",
        opens_on=date(2027, 3, 1), closes_on=date(2027, 3, 5), members=1, delegations={},
        motion_deadline=datetime(2027, 3, 3, 4, tzinfo=UTC),
    )  # fmt: skip
    send(site, f"congress_session:{session}", prepared, SECRETARY)
    plan = s.PostPlan(year=2027, title="二〇二七年工作计划", text="一、组织视察")
    send(site, f"congress_session:{session}", plan, BODY)
    report, text = f"handling_report:{uuid4().hex}", "全年承办建议十二件。"
    call = r.CallForReports(
        year=2027, half="year_end", units=("water_bureau",), due=date(2099, 1, 10)
    )
    send(site, report, call, BODY)
    handler = Identity("staff:water_npc_handler", ("handler",), "water_bureau")
    send(site, report, r.ReportWork(text="水利局内部情况。"), handler)
    send(site, report, r.WriteOverallReport(text=text), BODY)
    address = f"/congress/reports/{report.partition(':')[2]}"
    with site.client() as anybody:
        assert anybody.get(address).status_code == 404
        send(site, report, r.PublishReport(), BODY)
        listed(site, "handling_reports", year=2027, published=True)
        listed(site, "sessions", _id=session, **{"plans.2027.text": "一、组织视察"})
        index, shown = anybody.get("/congress").text, anybody.get(address).text
        assert "二〇二七年工作计划" in index and "一、组织视察" in index and address in index
        assert text in shown and "水利局内部情况" not in shown
        assert "0" in shown
        send(site, report, r.TakeBackReport(reason="更正"), BODY)
        assert anybody.get(address).status_code == 404


@pytest.mark.feature("NPC-33")
def test_heat_by_region_and_week_opens_its_clues(site: Site) -> None:
    topic, now = "充电桩", datetime.now(UTC)
    for number, region in enumerate(("440604", "440604", "440605")):
        id = q.clue_id("sms", f"heat-{number}")
        told = q.ReceiveClue(
            channel="sms", external_id=f"heat-{number}", told_at=now, region=region,
            topic=topic, text=f"第{number}处没有充电桩",
        )  # fmt: skip
        send(site, q.clue_key(id), told, PLATFORM)
        listed(site, "clues", _id=id)
    with site.client("npc_deputies_work") as body:
        whole = body.get("/clue-heat").text
        links = re.findall(r'href="(/clue-heat\?[^"]*440604[^"]*)"', whole)
        (href,) = (each for each in links if quote(topic) in each)
        opened = body.get(href.replace("&amp;", "&")).text
        narrow = body.get("/clue-heat?region=440605").text
        odd = body.get("/clue-heat?region=x&topic=y&week=z")
    assert "<svg" in whole and "以表格查看数据" in whole and "禅城区" in whole
    for number in (0, 1):
        assert f"/clues/{q.clue_id('sms', f'heat-{number}')}" in opened
    assert "第2处没有充电桩" not in opened
    assert re.findall(r'href="/clue-heat\?[^"]*440604', narrow) == []
    assert odd.status_code == 200
    with site.client(CITIZEN) as citizen:
        assert citizen.get("/clue-heat").status_code == 403


@pytest.mark.feature("NPC-34")
def test_a_citizen_writes_to_a_deputy_and_reads_the_answer(site: Site) -> None:
    address, text = f"/congress/deputies/{ID}/write", "滨江步道路灯不亮。"
    with site.client(CITIZEN) as citizen, site.client(PERSON.account) as deputy:
        form = citizen.get(address).text
        token = re.findall(r'name="csrf_token" value="([^"]+)"', form)[0]
        empty = citizen.post(address, data={"csrf_token": token, "subject": "路灯", "text": " "})
        assert empty.status_code == 422 and "路灯" in empty.text
        sent = {"csrf_token": token, "subject": "路灯", "text": text, "key": "once"}
        places = {citizen.post(address, data=sent).headers["location"] for _ in range(2)}
        (place,) = places  # sent twice, written once
        id = place.rpartition("/")[2]
        assert text in citizen.get(place).text
        assert deputy.get(place).status_code == 404
        known(site, f"conversation:{id}")
        send(site, f"conversation:{id}", ReleaseMessage(number=1), BODY)
        assert text in deputy.get(place).text
        send(site, f"conversation:{id}", WriteBack(text="已转水利局。"), PERSON.identity)
        assert "已转水利局。" not in citizen.get(place).text
        send(site, f"conversation:{id}", ReleaseMessage(number=2), BODY)
        assert "已转水利局。" in citizen.get(place).text
        assert citizen.get("/congress/deputies/foshan-16-x/write").status_code == 404
