"""What is due is told to officers of retention; what was destroyed is there for nobody."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from actors.blocks.calls.records import Wish
from actors.blocks.factor_resets.reset import LapseReset, ProposeReset
from actors.blocks.messages.letter import WriteLetter
from actors.blocks.retention.destruction import (
    DESTRUCTION,
    OFFICER,
    AgreeToDestruction,
    ProposeDestruction,
)
from actors.blocks.retention.shell.daily import tell
from actors.kernel.errors import Quarantined
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.restricting import Restrict
from actors.kernel.turn import Command
from serve_apps.blocks.factor_resets.held import HELD as RESETS
from serve_apps.blocks.own_records.gathering import Gathering
from serve_apps.blocks.retention.keys import RecordKeys
from serve_apps.front.holding import Telling
from storage.mongo import Document
from tests.acceptance.own_accounts import registered
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key, send, wait_for
from tests.acceptance.test_case_papers import papers
from tests.acceptance.test_desk import state_of
from tests.opening import commits_in
from tests.waiting import until

pytestmark = pytest.mark.feature("HALL-39")
RESIDENT, FIRST = "chen_jiahui", "archivist"
CLERK = ("window_clerk",)
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def case(site: Site) -> dict[str, Any]:
    """A case that was closed a moment ago."""
    with site.client(RESIDENT) as resident:
        answer = apply(resident, application(site, "WFZM-01")).json()
        assert send(resident, answer["case"], "withdraw", {}).status_code == 200
    wait_for(site, answer["number"])
    return answer


def test_nothing_is_due_before_its_time(site: Site, case: dict[str, Any]) -> None:
    wish = {
        "retention_class": "short",
        "subjects": [f"case:{case['case']}"],
        "reason": "保管期限已满",
    }
    with site.client(FIRST) as archivist, site.client(RESIDENT) as resident:
        address = f"/api/v1/destructions/{'a' * 32}/propose_destruction"
        early = archivist.post(address, json=wish, headers=key())
        page = archivist.get("/retention")
        assert resident.get("/retention").status_code == 403

    assert early.status_code == 422, early.text
    assert early.json()["errors"][0]["code"] == "destruction.nothing_due"
    assert page.status_code == 200
    assert "档案法" in page.text


def test_a_record_that_was_destroyed_is_there_for_nobody_and_its_commits_are_as_they_were(
    site: Site,
) -> None:
    with site.client(RESIDENT) as resident:
        wish = application(site, "WFZM-01")
        case = apply(resident, wish).json()
        assert send(resident, case["case"], "withdraw", {}).status_code == 200
        wait_for(site, case["number"])
        receipt = papers(resident, case["case"], ready=1)["case_receipt"]["id"]
        file = site.run(site.database["papers"].find_one({"_id": receipt}))["sha256"]
        until(lambda: state_of(site, case["case"]).papers)  # told: nothing more is written to it
        record, basis = f"case:{case['case']}", "c" * 32
        restrict = Restrict(basis=basis, closed_before=datetime.now(UTC) + timedelta(days=1))
        assert site.services is not None
        site.run(site.services.sender.send(record, restrict, id=f"r/{basis}", by=PLATFORM))
        before = site.run(commits(site, record))

        site.run(site.services[RecordKeys].until_unlisted((record,)))
        site.run(site.services[RecordKeys].destroy((record,)))
        site.run(site.services[RecordKeys].destroy((record,)))  # as after a break-off

        assert site.run(commits(site, record)) == before
        assert site.run(commits_in(site.database, {"key": record})) == []
        asked = resident.get(f"/api/v1/cases/{case['case']}?purpose=handling")
        assert asked.status_code in (403, 404), asked.text
        listed = resident.get("/api/v1/cases").json()["cases"]
        assert case["case"] not in [each["case"] for each in listed]
    assert site.run(commits_in(site.database, {"key": f"document:{receipt}"})) == []
    assert site.run(site.services.files.find(file)) is None
    row = site.run(site.database["cases"].find_one({"_id": case["case"]}))
    assert row["applicant"] == {"account": "", "kind": "natural", "name": "", "id": ""}


def test_what_two_have_agreed_on_is_carried_out_and_then_recorded(
    site: Site, case: dict[str, Any]
) -> None:
    assert site.services is not None
    services, id = site.services, "c" * 32
    wish = ProposeDestruction(
        retention_class="short", subjects=(f"case:{case['case']}",), reason="保管期限已满"
    )

    async def send(command: Command, by: str) -> None:
        who = Identity(f"staff:{by}", (OFFICER,), "government_services")
        await services.sender.send(f"{DESTRUCTION}:{id}", command, id=uuid4().hex, by=who)

    async def phase() -> str:
        return (await services.sender.show(f"{DESTRUCTION}:{id}")).state.phase

    with site.client(FIRST, language="zh") as archivist:
        site.run(send(wish, FIRST))
        site.run(send(AgreeToDestruction(), "archivist_2"))
        done = archivist.post(f"/retention/{id}")

    assert (done.status_code, site.run(phase())) == (303, "destroyed")


def a_reset(site: Site) -> str:
    """Return the id of a reset that has lapsed, once a list has it."""
    assert site.services is not None
    sender, id, by = (
        site.services.sender,
        uuid4().hex,
        Identity("staff:hall_clerk", CLERK, "health"),
    )
    wish = ProposeReset(account=registered(site), identified="card")
    site.run(sender.send(f"factor_reset:{id}", wish, id=uuid4().hex, by=by))
    site.run(sender.send(f"factor_reset:{id}", LapseReset(), id=uuid4().hex, by=PLATFORM))
    site.run(listed(site, "factor_resets", {"_id": id, "state": "lapsed"}))
    return id


async def listed(site: Site, view: str, where: Document) -> None:
    async with asyncio.timeout(60):
        while not await site.database[view].find_one(where):
            await asyncio.sleep(0.02)


def test_what_has_run_out_is_told_each_week_to_officers_who_propose_it_and_no_list_has_it_then(
    site: Site,
) -> None:
    assert site.services is not None
    sender, mailbox = site.services.sender, "mailbox:unit~retention_officer~government_services"
    reset = a_reset(site)
    site.run(moved(site, reset, LONG_AGO))
    before = site.run(sender.show(mailbox)).state.last
    now = datetime.now(UTC)
    assert site.run(tell(site.database, sender, site.library, now)) == 1
    assert site.run(tell(site.database, sender, site.library, now)) == 1
    assert site.run(sender.show(mailbox)).state.last in (before, before + 1)
    with site.client(FIRST, language="zh") as first, site.client("archivist_2") as second:
        assert "窗口重置记录" in first.get("/retention").text
        form = {"key": uuid4().hex, "retention_class": "short", "reason": "保管期限已满"}
        proposed = first.post("/retention", data=form)
        assert proposed.status_code == 303, proposed.text
        at = proposed.headers["location"]
        agree = f"/api/v1{at}/agree_to_destruction"
        assert second.post(agree, json={}, headers=key()).status_code == 200
        basis = at.rpartition("/")[2]
        restrict = Restrict(basis=basis, closed_before=now + timedelta(days=1))  # as years later
        site.run(sender.send(f"factor_reset:{reset}", restrict, id=f"r/{basis}", by=PLATFORM))
        site.run(until_restricted(site, basis))
        done = first.post(f"/retention/{basis}")

    assert done.status_code == 303, done.text
    assert site.run(site.database["factor_resets"].find_one({"_id": reset})) is None
    assert site.run(commits_in(site.database, {"key": f"factor_reset:{reset}"})) == []


async def until_restricted(site: Site, basis: str) -> None:
    assert site.services is not None
    async with asyncio.timeout(60):
        while not (await site.services.sender.show(f"{DESTRUCTION}:{basis}")).state.restricted:
            await asyncio.sleep(0.02)


def test_what_hangs_on_a_case_can_be_read_by_nobody_once_that_is_destroyed(site: Site) -> None:
    assert site.services is not None
    services = site.services
    with site.client(RESIDENT) as resident:
        case = apply(resident, application(site, "WFZM-01")).json()
        assert send(resident, case["case"], "withdraw", {}).status_code == 200
        wait_for(site, case["number"])
        papers(resident, case["case"], ready=1)
    record, call, letter = f"case:{case['case']}", f"call:{uuid4().hex}", f"letter:{uuid4().hex}"
    wish = Wish(adapter="nobody", body={"name": "陈佳慧"}, sender=record)
    written = WriteLetter(
        mailbox=f"person~{RESIDENT}", channel="mail", to="chen@example.cn", of="service",
        template="case.Submitted", about=record,
    )  # fmt: skip
    asked = Wish(adapter="nobody", body={"to": "chen@example.cn"}, sender=letter)
    beyond = f"call:{uuid4().hex}"
    for to, command in ((call, wish), (letter, written), (beyond, asked)):
        site.run(services.sender.send(to, command, id=uuid4().hex, by=PLATFORM))
    for view, to in (("calls", call), ("letters", letter), ("calls", beyond)):
        site.run(listed(site, view, {"_id": to.partition(":")[2]}))

    hanging = site.run(services[RecordKeys].hanging_on((record,)))
    kinds = {"call", "document", "handover", "letter", "watcher"}
    assert {each.partition(":")[0] for each in hanging} == kinds
    assert {call, letter, beyond, f"watcher:{case['case']}"} <= set(hanging)
    site.run(services[RecordKeys].destroy((record,)))

    for each in (record, *hanging):
        if each == f"handover:{case['case']}":  # nothing was made that it could hand over
            continue
        assert site.run(commits(site, each)), each
        assert site.run(commits_in(site.database, {"key": each})) == [], each
        kept = site.run(site.database["snapshots"].find_one({"_id": each}))
        assert (
            kept is None
            or site.run(site.database["data_keys"].find_one({"_id": kept["data_key"]})) is None
        ), each


class Unreadable:
    """The way to entities that cannot be loaded."""

    async def send(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError

    async def show(self, key: str, *, timeout: float = 10.0) -> Any:
        raise Quarantined(key)


def test_a_copy_of_ones_own_data_passes_over_what_was_destroyed_and_nothing_else(
    site: Site,
) -> None:
    assert site.services is not None
    services, key = site.services, f"factor_reset:{uuid4().hex}"
    account, by = registered(site), Identity("staff:hall_clerk", ("window_clerk",), "health")
    wish = ProposeReset(account=account, identified="card")
    site.run(services.sender.send(key, wish, id=uuid4().hex, by=by))
    gathering = Gathering(
        Unreadable(), site.database, services.kinds, (RESETS,), Telling(site.library, "zh"), account
    )

    async def held() -> list[Any]:
        async with asyncio.timeout(60):
            while not await gathering.count():
                await asyncio.sleep(0.02)
        return [each async for each in gathering.each(RESETS)]

    with pytest.raises(Quarantined):
        site.run(held())
    site.run(services[RecordKeys].destroy((key,)))
    assert site.run(held()) == []


async def moved(site: Site, id: str, at: datetime) -> None:
    await site.database["factor_resets"].update_one({"_id": id}, {"$set": {"updated_at": at}})


async def commits(site: Site, key: str) -> list[Document]:
    return await site.database["journal"].find({"key": key}).sort("_id").to_list()
