"""A browser shows a letter once, whatever its push service does: a stand-in in a process of its
own, which decrypts what came by the browser's key."""

import json
import subprocess
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from actors.blocks.calls.shell.hosts import Hosts
from actors.blocks.messages import reach as r
from actors.blocks.messages.browsers import browser_id
from actors.blocks.messages.letter import LETTER, Dispatch, letter_id
from actors.blocks.messages.mailbox import PutNotice
from actors.blocks.messages.mailbox_state import notice_id
from actors.blocks.messages.shell.bucket import Bucket
from actors.blocks.messages.shell.carrier import Delivery
from actors.blocks.messages.shell.postman import Postman
from actors.blocks.messages.shell.push import Push
from actors.blocks.messages.shell.push_key import PushKey, UnusableKey
from actors.blocks.messages.shell.push_settings import PushSettings
from actors.blocks.messages.writing import Written
from actors.followers.projector import Projector
from actors.kernel.identity import PLATFORM, Identity
from actors.kinds import all_views
from actors.runtime.engine import Engine
from storage.clock import WallClock
from storage.mongo import Database
from storage.own_files import OpenToOthers
from storage.tasks import begin, end
from tests import loaded
from tests.integration.conftest import StartEngine
from tests.integration.test_postman import are, until
from tests.ports import free_port

LIBRARY = loaded.library()
KINDS = {name: loaded.kinds()[name] for name in ("mailbox", "letter")}
MAILBOX = "mailbox:person~an"
NUMBER = "11440600MB2D0000014440117001001202603020001"
FACTS = {"number": NUMBER, "item": "食品经营许可", "item_en": "Food business licence"}
LAPSED = PutNotice(template="case.Lapsed", facts=FACTS, urgency="urgent", about="case:7f3a")
AN = Identity("person:an", ("resident",))
CONTACT = "mailto:keeper@city.example"


class Service:
    """The stand-in."""

    def __init__(self, port: int) -> None:
        command = (sys.executable, "-m", "serve_apps.standins.push_service", "--port", str(port))
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        told: dict[str, str] = json.loads(self._process.stdout.readline())
        assert told["standin"] == "no real push service"
        self.host = told["url"].partition("://")[2]
        self._client = httpx.Client(
            base_url=told["url"], transport=httpx.HTTPTransport(retries=8), timeout=20
        )

    def browser(self) -> dict[str, Any]:
        return self._client.post("/browsers").json()

    def behave(self, **how: Any) -> None:
        self._client.post("/behave", json=how).raise_for_status()

    def log(self) -> list[dict[str, Any]]:
        return self._client.get("/log").json()

    def shown(self, browser: str) -> list[dict[str, str]]:
        return self._client.get(f"/shown/{browser}").json()

    def end(self) -> None:
        self._client.close()
        self._process.kill()
        self._process.communicate()


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    running = Service(free_port())
    yield running
    running.end()


def push(service: Service, engine: Engine, folder: Path, hosts: str = "") -> Push:
    settings = PushSettings(
        hosts=Hosts(hosts or service.host),
        contact=CONTACT,
        key_file=folder / "push-key.pem",
        public_address="https://city.example",
    )
    return Push(settings, PushKey(settings.key_file), engine, WallClock())


async def subscribed(engine: Engine, made: dict[str, Any], id: str = "add") -> str:
    """Have somebody's browser show his notices, and return its id."""
    wish = r.AddBrowser(endpoint=made["endpoint"], **made["keys"], called="Firefox · Linux")
    await engine.send(MAILBOX, wish, id=id, by=PLATFORM)
    return browser_id(made["endpoint"])


@asynccontextmanager
async def running(database: Database, engine: Engine, carrier: Push) -> AsyncGenerator[Projector]:
    views = [view for view in all_views(LIBRARY) if view.name in ("notices", "letters")]
    async with Projector(database, views, sender=engine, kinds=KINDS) as projector:
        bucket = Bucket(60_000, 10_000)
        postman = begin(Postman(database, engine, LIBRARY, [carrier], bucket=bucket).run())
        try:
            yield projector
        finally:
            await end(postman)


async def test_a_notice_is_shown_by_the_browser_and_says_nothing_personal(
    prepared: Database, start_engine: StartEngine, service: Service, tmp_path: Path
) -> None:
    service.behave(delay=200)
    made = service.browser()
    async with (
        start_engine(of=KINDS) as engine,
        running(prepared, engine, push(service, engine, tmp_path)),
    ):
        id = await subscribed(engine, made)
        await engine.send(MAILBOX, LAPSED, id="told", by=PLATFORM)
        await until(lambda: are(prepared, sent=1))

    (came,) = (each for each in service.log() if each["browser"] == made["browser"])
    letter = letter_id("person~an", notice_id("person~an", 1), "push", id)
    assert (came["from"], came["topic"], came["urgency"]) == (CONTACT, letter, "high")
    (shown,) = service.shown(made["browser"])
    assert shown == {
        "title": "政务服务平台",
        "body": "您的申请（编号尾号 **0001）逾期未补正，视为撤回，可重新申请。",
        "lang": "zh-Hans",
        "tag": letter,
        "navigate": "https://city.example/notices",
    }


async def test_a_browser_that_is_gone_is_taken_away_and_others_are_told(
    prepared: Database, start_engine: StartEngine, service: Service, tmp_path: Path
) -> None:
    service.behave()
    gone, there = service.browser(), service.browser()
    service.behave(gone=1.0)
    async with (
        start_engine(of=KINDS) as engine,
        running(prepared, engine, push(service, engine, tmp_path)) as projector,
    ):
        await subscribed(engine, gone)
        await engine.send(MAILBOX, LAPSED, id="told", by=PLATFORM)
        await until(lambda: are(prepared, bounced=1))
        service.behave()
        await projector.settled()
        assert (await engine.show(MAILBOX)).state.reach.browsers == ()

        await subscribed(engine, there, "add-other")
        await engine.send(MAILBOX, LAPSED, id="told-again", by=PLATFORM)
        await until(lambda: are(prepared, bounced=1, sent=1))
    assert len(service.shown(there["browser"])) == 1


@pytest.mark.parametrize("how", [{"fails_before": 1.0, "status": 429}, {"fails_before": 1.0}])
async def test_what_a_busy_service_has_not_taken_waits_for_another_time(
    prepared: Database,
    start_engine: StartEngine,
    service: Service,
    tmp_path: Path,
    how: dict[str, Any],
) -> None:
    service.behave(**how)
    made = service.browser()
    async with (
        start_engine(of=KINDS) as engine,
        running(prepared, engine, push(service, engine, tmp_path)),
    ):
        id = await subscribed(engine, made)
        await engine.send(MAILBOX, LAPSED, id="told", by=PLATFORM)
        await until(lambda: are(prepared, waiting=1))
        await until(lambda: _why(prepared))
        letter = letter_id("person~an", notice_id("person~an", 1), "push", id)
        state = (await engine.show(f"{LETTER}:{letter}")).state
    assert (state.tries, state.code) == (1, str(how.get("status", 503)))
    assert service.shown(made["browser"]) == []


async def _why(database: Database) -> bool:
    row = await database["letters"].find_one()
    return row is not None and row["why"] == "retry"


async def test_what_comes_twice_is_shown_once_and_nothing_goes_elsewhere(
    start_engine: StartEngine, service: Service, tmp_path: Path
) -> None:
    made = service.browser()
    async with start_engine(of=KINDS) as engine:
        id = await subscribed(engine, made)
        carrier, written = push(service, engine, tmp_path), Written("政务服务平台", "您有新通知")
        dispatch = Dispatch(
            id="0" * 32, attempt=1, mailbox="person~an", channel="push", to=id, of="service",
            template="case.PleaseRate", at=WallClock().now(),
        )  # fmt: skip

        service.behave(fails_after=1.0, doubled=2)
        assert await carrier.deliver(dispatch, written) == Delivery("busy", "500")
        service.behave()
        assert await carrier.deliver(dispatch, written) == Delivery("accepted", "201")
        assert len([e for e in service.log() if e["browser"] == made["browser"]]) == 3
        assert [each["body"] for each in service.shown(made["browser"])] == ["您有新通知"]

        elsewhere = push(service, engine, tmp_path, "push.example")
        refused = Delivery("rejected", "host_not_allowed")
        assert await elsewhere.deliver(dispatch, written) == refused
        wish = r.RemoveBrowser(browser=id)
        await engine.send(MAILBOX, wish, id="remove", by=AN)
        assert await carrier.deliver(dispatch, written) == Delivery("rejected", "taken_away")


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "yimen" / "push-key.pem"

    assert PushKey(file).public == PushKey(file).public
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    with pytest.raises(OpenToOthers, match="chmod 600"):
        PushKey(file)
    file.chmod(0o600)
    file.write_text("no key")
    with pytest.raises(UnusableKey, match="push-key"):
        PushKey(file)
