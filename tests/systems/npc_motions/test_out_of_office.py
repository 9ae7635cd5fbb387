"""Who is no deputy in office here neither signs nor submits nor rates, by page or API (NPC-05)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from actors.systems.npc_motions import deputy_records as d
from actors.systems.npc_motions.deputy_roster import deputy_key
from actors.systems.npc_motions.sample.deputies import CONGRESS, ELECTED, TERM, Person
from actors.systems.npc_motions.suggestion import commands as c
from serve_apps.front.visitor import COOKIE
from tests.acceptance.site import Site
from tests.systems.npc_motions.living import (
    PEOPLE,
    WORK_BODY,
    replied,
    send,
    staff,
    take_office,
    until,
)

AT_HOME, SUSPENDED, ENDED, ELSEWHERE, LEFT = PEOPLE[10:15]
OUTSIDER = "chen_jiahui"  # a resident, no deputy
NOT_IN_OFFICE = "suggestion.not_in_office"
SENTENCE = "只有本级本届在任代表可以进行此操作"
DRAFT, ANSWERED = "suggestion:office-draft", "suggestion:office-answered"
SUSPEND = d.SuspendDeputy(ground="other", reason="另案处理")
END = d.EndMandate(ground="resigned", reason="辞去代表职务")


def leave_office(site: Site, person: Person, how: d.SuspendDeputy | d.EndMandate) -> None:
    key = deputy_key(CONGRESS, TERM, person.account)
    send(site, key, how, staff(site, WORK_BODY), once=f"{key}/leaves")


@pytest.fixture(scope="module")
def out(site: Site) -> None:
    """A draft to which deputies were invited who are in office no longer, or elsewhere; and one
    that was answered to a deputy who has left since."""
    take_office(site, (AT_HOME, SUSPENDED, ENDED, LEFT))
    there = d.RegisterDeputy(
        account=ELSEWHERE.account,
        name=ELSEWHERE.name,
        congress="shunde",
        term=TERM,
        delegation=ELSEWHERE.delegation,
        since=ELECTED,
    )
    key = deputy_key("shunde", TERM, ELSEWHERE.account)
    send(site, key, there, staff(site, WORK_BODY), once=f"{key}/office")
    wish = c.SaveDraft(
        congress=CONGRESS, term=TERM, title="关于夜间公交的建议", matter="末班车过早。"
    )
    send(site, DRAFT, wish, AT_HOME.identity)
    accounts = tuple(each.account for each in (SUSPENDED, ENDED, ELSEWHERE))
    send(site, DRAFT, c.InviteCosigners(accounts=accounts), AT_HOME.identity)
    replied(site, "office-answered", LEFT, title="关于停车的建议", matter="车位不足。")
    for person, how in ((SUSPENDED, SUSPEND), (ENDED, END), (LEFT, SUSPEND)):
        leave_office(site, person, how)
    for key, person, status in (
        (DRAFT, SUSPENDED, "suspended"),
        (DRAFT, ENDED, "ended"),
        (ANSWERED, LEFT, "suspended"),
    ):
        until(site, key, lambda s, a=person.account, t=status: s.roster[a].membership.status == t)


@contextmanager
def browser(site: Site, account: str) -> Iterator[httpx.Client]:
    """A client that is signed in by a cookie, as browsers are."""
    with httpx.Client(base_url=site.url, timeout=20) as client:
        client.cookies.set(COOKIE, site.token(account))
        client.headers["accept-language"] = "zh-CN"
        yield client


def by_page(site: Site, account: str, key: str, command: str, **entries: str) -> httpx.Response:
    """Send the form of `command` to the record `key`, whether its page shows it or not."""
    address = f"/suggestions/{key.partition(':')[2]}"
    with browser(site, account) as client:
        page = client.get(address)
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/suggestions/new").text)
        assert token is not None
        assert f'action="{address}/{command}"' not in page.text
        return client.post(f"{address}/{command}", data={**entries, "csrf_token": token[1]})


def by_api(site: Site, account: str, key: str, command: str, **sent: object) -> httpx.Response:
    kind, _, id = key.partition(":")
    with site.client(account, language="zh") as client:
        return client.post(
            f"/api/v1/{kind}s/{id}/{command}",
            json=sent,
            headers={"idempotency-key": f"{account}-{command}"},
        )


def acts(site: Site) -> dict[str, dict[str, object]]:
    text = until(site, DRAFT, lambda state: True).text
    (reply,) = until(site, ANSWERED, lambda state: True).due_replies
    rating = {"handling": reply.handling, "attitude": "satisfied", "result": "satisfied"}
    return {
        "sign": {"sha256": text.sha256},
        "submit": {"one_matter": True},
        "rate": rating,
    }


REFUSED = [
    (SUSPENDED, DRAFT, "sign"),
    (ENDED, DRAFT, "sign"),
    (ELSEWHERE, DRAFT, "sign"),
    (LEFT, ANSWERED, "rate"),
]


@pytest.mark.feature("NPC-05")
@pytest.mark.parametrize(
    ("person", "key", "act"), REFUSED, ids=["suspended", "ended", "another congress", "left"]
)
@pytest.mark.usefixtures("out")
def test_page_and_api_refuse_whoever_is_not_in_office_and_say_why(
    site: Site, person: Person, key: str, act: str
) -> None:
    sent = acts(site)[act]

    program = by_api(site, person.account, key, act, **sent)
    entries = {name: str(value) for name, value in sent.items()}
    page = by_page(site, person.account, key, act, **entries)

    assert (program.status_code, page.status_code) == (403, 403)
    assert [each["code"] for each in program.json()["errors"]] == [NOT_IN_OFFICE]
    assert SENTENCE in page.text


@pytest.mark.feature("NPC-05")
@pytest.mark.usefixtures("out")
def test_a_deputy_who_was_suspended_after_the_draft_does_not_submit_it(site: Site) -> None:
    key = "suggestion:office-suspended"
    person = PEOPLE[15]
    take_office(site, [person])
    wish = c.SaveDraft(congress=CONGRESS, term=TERM, title="关于路灯的建议", matter="路灯不亮。")
    send(site, key, wish, person.identity)
    until(site, key, lambda s: s.roster[person.account].membership.status == "active")
    leave_office(site, person, SUSPEND)
    until(site, key, lambda s: s.roster[person.account].membership.status == "suspended")

    program = by_api(site, person.account, key, "submit", one_matter=True)
    page = by_page(site, person.account, key, "submit", one_matter="true")

    assert (program.status_code, page.status_code) == (403, 403)
    assert [each["code"] for each in program.json()["errors"]] == [NOT_IN_OFFICE]
    assert SENTENCE in page.text
    assert until(site, key, lambda s: True).phase == "draft"


@pytest.mark.feature("NPC-05")
@pytest.mark.parametrize("act", ["sign", "submit", "rate"])
@pytest.mark.usefixtures("out")
def test_to_an_outsider_a_draft_does_not_exist_by_page_or_by_api(site: Site, act: str) -> None:
    program = by_api(site, OUTSIDER, DRAFT, act, **acts(site)[act])
    with browser(site, OUTSIDER) as client:
        page = client.get("/suggestions/office-draft")

    assert (program.status_code, page.status_code) == (404, 404)
    assert "关于夜间公交的建议" not in program.text + page.text


@pytest.mark.feature("NPC-05")
@pytest.mark.usefixtures("out")
def test_who_is_in_office_can(site: Site) -> None:
    answer = by_api(site, AT_HOME.account, DRAFT, "submit", one_matter=True)

    assert answer.status_code == 200
    assert until(site, DRAFT, lambda s: bool(s.number)).signers == (AT_HOME.name,)
