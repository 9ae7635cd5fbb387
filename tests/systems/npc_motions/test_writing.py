"""A deputy writes a suggestion and a motion step by step, without scripts: nothing typed is lost,
every fault is told, and what was kept is gone on with (NPC-35)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions.sample.deputies import CONGRESS, TERM
from serve_apps.systems.npc_motions.writing.plan import PLANS, Plan
from tests.acceptance.site import Site
from tests.acceptance.steps import PNG
from tests.systems.npc_motions.living import PEOPLE, seen, send, staff, take_office, until

LEAD, OTHER = PEOPLE[33], PEOPLE[34]
SESSION = f"{CONGRESS}-{TERM}-27"
SECRETARY, CITIZEN = "npc_secretary", "chen_jiahui"
TITLE, MATTER = "关于增设社区充电桩的建议", "老旧小区没有充电桩。\n居民私拉电线。"


@pytest.fixture(scope="module")
def desk(site: Site) -> Iterator[httpx.Client]:
    """The browser of a deputy in office, without scripts."""
    take_office(site, [LEAD, OTHER])
    for person in (LEAD, OTHER):
        seen(site, "deputies", f"{CONGRESS}-{TERM}-{person.account}", status="active")
    soon = datetime.now(UTC) + timedelta(days=3)
    prepared = s.PrepareSession(
        congress=CONGRESS,
        level="city",
        place="foshan",
        term=TERM,
        number=27,
        title="第二十七次会议",
        opens_on=soon.date(),
        closes_on=soon.date(),
        motion_deadline=soon,
        members=2,
        delegations={LEAD.delegation: s.Delegation(title="代表团", head=LEAD.account, deputies=2)},
    )
    send(site, f"congress_session:{SESSION}", prepared, staff(site, SECRETARY), once=SESSION)
    with site.client(LEAD.account, language="zh") as client:
        yield client


def begun(kind: str = "suggestion") -> str:
    """Return the address of a draft that nobody has begun."""
    return f"/write/{kind}/{uuid4().hex}"


def take(client: httpx.Client, at: str, step: str, **sent: Any) -> httpx.Response:
    data = {"then": "next", **sent}
    return client.post(f"{at}/{step}", data={name: data[name] for name in data if data[name]})


def faults(answer: httpx.Response) -> list[str]:
    """Return what the summary of faults says."""
    summary = re.search(r'class="error-summary".*?</ul>', answer.text, re.S)
    return re.findall(r"<li>(?:<a[^>]*>)?([^<]+)", summary[0]) if summary else []


def typed(page: str, name: str) -> str:
    """Return what stands in a box of the page."""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>([^<]*)<', page)
    return found[1] if found else re.findall(rf'name="{name}"[^>]*value="([^"]*)"', page)[0]


def to(answer: httpx.Response) -> str:
    assert answer.status_code == 303, faults(answer)
    return answer.headers["location"]


@pytest.mark.feature("NPC-35")
@pytest.mark.parametrize("plan", PLANS.values(), ids=list(PLANS))
def test_every_step_has_its_title_its_help_and_its_place_in_both_languages(
    desk: httpx.Client, plan: Plan
) -> None:
    at = begun(plan.kind)
    more = {} if plan.kind == "suggestion" else {"session": SESSION, "mover": "deputies"}
    to(take(desk, at, "subject", title=TITLE, **more))
    for number, step in enumerate(plan.steps, start=1):
        total = len(plan.steps)
        told = ("en", f"Step {number} of {total}"), ("zh", f"第 {number} 步，共 {total} 步")
        for language, place in told:
            page = desk.get(f"{at}/{step.name}?lang={language}").text
            assert place in page
            assert f"<h1>{plan.title(step, language)}</h1>" in page
            assert ('class="field__hint"' in page) is bool(step.asks)


@pytest.mark.feature("NPC-35")
def test_a_suggestion_is_written_step_by_step_and_handed_in(desk: httpx.Client, site: Site) -> None:
    at, id = (at := begun()), at.rpartition("/")[2]
    assert to(desk.get(f"{at}/matter")) == f"{at}/subject"  # nothing was begun

    assert faults(take(desk, at, "subject", title=" ")) == ["标题：此项必填"]
    assert to(take(desk, at, "subject", title=TITLE, topic="housing")) == f"{at}/matter"
    lacking = take(desk, at, "matter", requests="增设充电桩")
    assert (lacking.status_code, faults(lacking)) == (422, ["情况和问题：此项必填"])
    assert typed(desk.get(f"{at}/matter").text, "requests") == "增设充电桩"  # kept all the same
    assert to(desk.get(at)) == f"{at}/matter"  # the step to go on with
    assert to(take(desk, at, "matter", matter=MATTER, requests="增设充电桩\n整治")) == f"{at}/units"
    assert to(take(desk, at, "units", public_allowed="true")) == f"{at}/files"
    assert to(take(desk, at, "files")) == f"{at}/cosigners"
    assert to(take(desk, at, "cosigners")) == f"{at}/check"

    check = desk.get(f"{at}/check").text
    for said in (TITLE, "老旧小区没有充电桩。<br>居民私拉电线。", "2. 整治", "住房建设"):
        assert said in check
    assert faults(take(desk, at, "check")) == ["一事一议：此项必填"]
    until(site, f"suggestion:{id}", lambda state: state.roster[LEAD.account].membership.name)
    assert to(take(desk, at, "check", one_matter="true")) == f"/suggestions/{id}"
    assert to(desk.get(f"{at}/subject")) == f"/suggestions/{id}"  # a draft no longer


@pytest.mark.feature("NPC-35")
def test_going_back_and_changing_one_answer_keeps_all_others(desk: httpx.Client) -> None:
    at = begun()
    key = uuid4().hex
    to(take(desk, at, "subject", title=TITLE, topic="housing", key=key))
    to(take(desk, at, "matter", matter=MATTER, requests="增设充电桩"))
    to(take(desk, at, "subject", title="关于充电桩", topic="housing", key=key))
    to(take(desk, at, "subject", title=TITLE, topic="housing", key=key))  # as it was at first

    assert typed(desk.get(f"{at}/subject").text, "title") == TITLE
    assert typed(desk.get(f"{at}/matter").text, "matter") == MATTER
    assert typed(desk.get(f"{at}/matter").text, "requests") == "增设充电桩"


@pytest.mark.feature("NPC-35")
def test_what_is_saved_for_later_stands_in_the_list_that_comes_next_or_is_under_way(
    desk: httpx.Client,
) -> None:
    for _ in range(3):
        at, title = begun(), f"关于路灯的建议 {uuid4().hex[:6]}"
        onward = to(take(desk, at, "subject", title=title, then="later"))
        page = desk.get(onward).text

        assert "已保存为草稿" in page
        assert f'<a href="{at}">{title}</a>' in page or "正在登记" in page


@pytest.mark.feature("NPC-35")
def test_files_are_attached_one_by_one_and_taken_away_again(desk: httpx.Client) -> None:
    at = begun()
    to(take(desk, at, "subject", title=TITLE))
    here = f"{at}/files"
    nameless = desk.post(
        here, data={"then": "next"}, files={"sha256.file": ("a.png", PNG, "image/png")}
    )
    assert faults(nameless) == ["附件名称：此项必填"]
    assert "已上传的文件保留" in nameless.text
    sha256 = typed(nameless.text, "sha256")
    assert to(take(desk, at, "files", name="现场照片", sha256=sha256, then="stay")) == here
    assert faults(take(desk, at, "files", then="stay"))  # nothing was chosen
    link = f"/suggestions/{at.rpartition('/')[2]}/files/{sha256}"
    assert link in desk.get(here).text
    assert desk.get(link).content == PNG
    assert "现场照片" in desk.get(f"{at}/check").text

    assert to(take(desk, at, "files", remove=sha256)) == here
    assert link not in desk.get(here).text
    assert desk.get(link).status_code == 404


def test_files_of_a_draft_are_nobody_elses(desk: httpx.Client, site: Site) -> None:
    at = begun()
    to(take(desk, at, "subject", title=TITLE))
    files = {"sha256.file": ("a.png", PNG, "image/png")}
    to(desk.post(f"{at}/files", data={"name": "照片", "then": "stay"}, files=files))
    link = re.findall(r"/suggestions/\w+/files/\w+", desk.get(f"{at}/files").text)[0]
    for other in (OTHER.account, CITIZEN):
        with site.client(other) as client:
            assert client.get(link).status_code == 404
            assert client.get(f"{at}/check").status_code in (403, 404)


@pytest.mark.feature("NPC-35")
def test_cosigners_are_found_by_name_and_invited(desk: httpx.Client, site: Site) -> None:
    at = begun()
    to(take(desk, at, "subject", title=TITLE))
    looked = {"accounts.find": OTHER.name}
    part = desk.get(f"{at}/cosigners/find", params={"control": "accounts", **looked}).text
    whole = take(desk, at, "cosigners", enter="1", **looked).text
    for page in (part, whole):
        assert f'value="{OTHER.account}"' in page
    to(take(desk, at, "cosigners", accounts=OTHER.account))
    until(site, f"suggestion:{at.rpartition('/')[2]}", lambda state: len(state.roster) == 2)
    assert "尚未签名" in desk.get(f"{at}/cosigners").text


@pytest.mark.feature("NPC-35", "NPC-03")
def test_a_motion_is_written_in_its_three_parts_and_waits_for_its_signers(
    desk: httpx.Client, site: Site
) -> None:
    at = begun("motion")
    id = at.rpartition("/")[2]
    assert faults(take(desk, at, "subject", title="关于内河治理的议案")) == ["会议：此项必填"]
    to(take(desk, at, "subject", title="关于内河治理的议案", session=SESSION, mover="deputies"))
    lacking = take(desk, at, "matter", subject="内河治理", grounds="水质未达标。")
    assert faults(lacking) == ["方案：此项必填", "一事一案：此项必填"]
    parts = {"subject": "内河治理", "grounds": "水质未达标。", "plan": "制定条例。"}
    refused = take(desk, at, "cosigners", accounts=OTHER.account)
    assert (refused.status_code, faults(refused)) == (409, ["缺少方案", "议案须一事一案"])
    assert to(take(desk, at, "matter", one_matter="true", **parts)) == f"{at}/files"
    to(take(desk, at, "cosigners", accounts=OTHER.account))

    until(site, f"motion:{id}", lambda state: state.meeting.level)
    until(site, f"motion:{id}", lambda state: state.roster[LEAD.account].membership.name)
    check = desk.get(f"{at}/check").text
    assert "已有 1 名代表签名，须有 10 名" in check
    assert f'href="{at}/matter"' in check
    assert not re.search(r'id="told-session".*?</div>', check, re.S)[0].count("更改")  # type: ignore[index]
    late = take(desk, at, "check")
    assert (late.status_code, faults(late)) == (409, ["须有 10 名在任代表，现有 1 名"])


def test_only_deputies_in_office_write(site: Site) -> None:
    with site.client(CITIZEN) as client:
        for address in ("/write", f"{begun()}/subject"):
            assert client.get(address).status_code in (403, 404)
    with site.client(LEAD.account) as client:
        assert client.get("/write/petition/1/subject").status_code == 404
        assert client.get(f"{begun()}/elsewhere").status_code == 404
