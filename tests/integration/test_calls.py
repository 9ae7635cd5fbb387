"""Messages by a gateway that fails in every way, from a platform that is killed: each phone
receives its message once, and every sender is told what became of it."""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time
from typing import Any

import httpx
import msgspec
import pytest

from actors.blocks.calls.outcome import Outcome
from actors.blocks.calls.party import PartyState, ReleaseCalls
from actors.blocks.calls.reconciliation import Reconciliation
from actors.blocks.calls.records import Wish
from actors.blocks.calls.shell.adapter import AnswersOnly, Call
from actors.blocks.calls.shell.caller import Caller
from actors.blocks.calls.shell.checking import PARTS, check_party
from actors.blocks.calls.shell.comparing import compare
from actors.blocks.calls.shell.finding import Connected
from actors.blocks.operations.roles import OPERATOR
from actors.followers.projector import Projector
from actors.kernel.deadlines import CHINA
from actors.kernel.identity import PLATFORM, Identity
from storage.clock import WallClock
from storage.mongo import Database
from storage.settings import StorageSettings
from tests.integration.calling_process import Asked, Letter, Text, kinds, party, views
from tests.integration.conftest import StartEngine
from tests.ports import free_port

MESSAGES = 200
OPERATOR_1 = Identity("staff:op", (OPERATOR,))
KEY, REPORT_KEY = "test-key", "00112233445566778899aabbccddeeff"
FAULTS = {
    "forgetful": True,  # it does not know ids again: whoever repeats himself is found out
    "fails_before": 0.05,
    "fails_after": 0.05,
    "silent_after": 0.03,
    "refuses": 0.05,
    "bounces": 0.1,
    "unreported": 0.5,
    "report_delay": 300,
    "doubled": 2,
    "reordered": True,
}


class Gateway:
    """The stand-in, as a process."""

    def __init__(self, port: int, report_to: str) -> None:
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "serve_apps.standins.sms_gateway"),
                *("--port", str(port), "--report-to", report_to),
            ],
            stdout=subprocess.PIPE,
            env={"SMS_KEY": KEY, "SMS_REPORT_KEY": REPORT_KEY, "PATH": "/usr/bin:/bin"},
        )
        assert self._process.stdout is not None
        told: dict[str, str] = json.loads(self._process.stdout.readline())
        assert told["standin"] == "no real gateway"
        self.url = told["url"]
        self._client = httpx.Client(base_url=self.url, transport=httpx.HTTPTransport(retries=8))

    def behave(self, **how: Any) -> None:
        self._client.post("/behave", json=how).raise_for_status()

    def received(self) -> list[dict[str, str]]:
        return self._client.get("/log").json()

    def end(self) -> None:
        self._client.close()
        self._process.kill()
        self._process.communicate()


class Platform:
    """The process that calls, started again when it was killed."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.calling_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(self._asked) + b"\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == b"calling\n"

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture(scope="module")
def ports() -> tuple[int, int]:
    """Where the gateway listens, and where it reports."""
    return free_port(), free_port()


@pytest.fixture(scope="module")
def running(ports: tuple[int, int]) -> Iterator[Gateway]:
    gateway = Gateway(ports[0], f"http://127.0.0.1:{ports[1]}/reports")
    yield gateway
    gateway.end()


@pytest.fixture
def gateway(running: Gateway) -> Gateway:
    """A gateway that knows of no message, and does no wrong."""
    running.behave(forget_all=True)
    return running


async def test_200_messages_are_received_once_though_gateway_and_platform_fail(
    gateway: Gateway,
    ports: tuple[int, int],
    prepared: Database,
    storage_settings: StorageSettings,
    start_engine: StartEngine,
) -> None:
    gateway.behave(**FAULTS)
    asked = Asked(
        uri=storage_settings.address, database=prepared.name, data=str(storage_settings.data),
        gateway=gateway.url, port=ports[1], messages=MESSAGES, key=KEY, report_key=REPORT_KEY,
    )  # fmt: skip
    platform = Platform(asked)
    try:
        await until(lambda: len(gateway.received()) >= MESSAGES / 4)
        platform.kill()
        platform.start()
        states = await final(prepared)
        await delivered(prepared)
    finally:
        platform.kill()
    received = Counter(each["id"] for each in gateway.received())
    done = {id for id, state in states.items() if state == "done"}

    assert len(states) == MESSAGES
    assert {id: times for id, times in received.items() if times > 1} == {}, "doubled"
    assert set(received) == done, "lost, or called done"
    assert set(states.values()) == {"done", "failed"}
    async with start_engine(of=kinds()) as engine:
        told: list[Letter] = [(await engine.show(f"letter:{n}")).state for n in range(MESSAGES)]
    assert Counter(each.told[-1] for each in told) == Counter(states.values())


async def test_a_caller_that_dies_at_any_point_of_a_try_sends_its_message_once(
    gateway: Gateway, prepared: Database, start_engine: StartEngine
) -> None:
    gateway.behave(forgetful=True, unreported=1)
    settings = {"url": gateway.url, "key": KEY, "report_key": REPORT_KEY}
    connected, left = {"sms": party(settings)}, ["begun", "answered", "recorded"]

    async def die_once(point: str) -> None:
        if point in left:
            left.remove(point)
            raise Died(point)

    async with start_engine(of=kinds()) as engine:

        def alongside(database: Any, sender: Any) -> Any:
            return Caller(database, sender, connected, WallClock(), mark=die_once).run()

        for n in range(6):
            await engine.send(f"letter:{n}", Text(f"第{n}条"), id=f"w{n}", by=PLATFORM)
        async with Projector(
            prepared, views(), sender=engine, kinds=kinds(), alongside=(alongside,)
        ):
            states = await final(prepared, 6)

    assert left == []
    assert set(states.values()) == {"done"}
    assert sorted(each["id"] for each in gateway.received()) == sorted(states)


async def test_a_sick_party_is_left_alone_until_released_and_holds_up_no_other(
    gateway: Gateway, prepared: Database, start_engine: StartEngine
) -> None:
    gateway.behave(forgetful=True, unreported=1, delay=5_000)
    settings = {"url": gateway.url, "key": KEY, "report_key": REPORT_KEY}
    sms = party(settings)
    connected = {"sms": sms, "other": Connected(replace(sms.party, name="other"), Prompt())}

    async with start_engine(of=kinds()) as engine:

        def alongside(database: Any, sender: Any) -> Any:
            return Caller(database, sender, connected, WallClock()).run()

        async def standing(name: str) -> PartyState:
            return (await engine.show(f"party:{name}")).state

        async with Projector(
            prepared, views(), sender=engine, kinds=kinds(), alongside=(alongside,)
        ):
            for n in range(6):
                await engine.send(f"letter:{n}", Text(f"第{n}条"), id=f"w{n}", by=PLATFORM)
                wish = Wish(adapter="other", body={}, sender=f"letter:{n}")
                await engine.send(f"call:{n:032x}", wish, id=f"o{n}", by=PLATFORM)
            async with asyncio.timeout(60):
                while await prepared["calls"].count_documents({"phase": "done"}) < 6:
                    assert await prepared["calls"].count_documents({"phase": "done"}) <= 6
                    await asyncio.sleep(0.05)
                while (await standing("sms")).phase != "sick":
                    await asyncio.sleep(0.05)
            assert (await standing("other")).phase == "well"
            gateway.behave(forgetful=True, unreported=1)
            await engine.send("party:sms", ReleaseCalls(), id="r", by=OPERATOR_1)
            states = await final(prepared, 12)

    assert set(states.values()) == {"done"}
    received = [each["id"] for each in gateway.received()]
    assert len(received) == len(set(received)) == 6


async def test_a_partys_list_of_a_day_is_held_against_our_calls(
    gateway: Gateway, prepared: Database, start_engine: StartEngine
) -> None:
    connected = party({"url": gateway.url, "key": KEY, "report_key": REPORT_KEY})
    adapter = connected.adapter
    assert adapter is not None
    same, theirs, other, ours = (f"{n:032x}" for n in range(4))
    for id in (same, theirs, other):
        assert (await adapter.run(Call(id=id, body={"to": "1", "text": "…"}))).state != "unknown"
    day = datetime.now(CHINA).date()
    noon = datetime.combine(day, time(12), CHINA)
    phases = {same: "done", other: "failed", ours: "done"}
    await prepared["calls"].insert_many(
        [
            {"_id": id, "adapter": "sms", "phase": phase, "sent_at": noon}
            for id, phase in phases.items()
        ]
    )
    async with start_engine(of=kinds()) as engine:
        await compare(prepared, engine, "sms", adapter, day)
        found: Reconciliation = (await engine.show(f"reconciliation:sms.{day}")).state

    assert {id: each.difference.sort for id, each in found.found.items()} == {
        theirs: "theirs_alone",
        other: "other_state",
        ours: "ours_alone",
    }
    assert (found.listed, found.count) == (3, 3)


@pytest.mark.parametrize(
    ("behaviour", "key", "wrong"),
    [({}, KEY, ""), ({}, "another", "credentials"), ({"down": True}, KEY, "connection")],
)
async def test_the_doctor_tells_a_wrong_key_from_a_gateway_that_is_away(
    gateway: Gateway, behaviour: dict[str, Any], key: str, wrong: str
) -> None:
    gateway.behave(**behaviour)

    found = await check_party(party({"url": gateway.url, "key": key, "report_key": REPORT_KEY}))

    failed = [part for part in PARTS if getattr(found, part) == "failed"]
    assert failed == ([wrong] if wrong else [])
    assert gateway.received() == []


class Prompt(AnswersOnly):
    """A party that has everything done at once."""

    async def run(self, call: Call) -> Outcome:
        return Outcome(state="done")

    async def ask(self, id: str) -> Outcome:
        return Outcome(state="done")

    async def check(self) -> None:
        return None


class Died(Exception):
    """Whoever made a try did not come further."""


async def until(holds: Any) -> None:
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(holds):
            await asyncio.sleep(0.1)


async def delivered(database: Database) -> None:
    """Wait until the courier has delivered what calls had to tell."""
    async with asyncio.timeout(60):
        while True:
            newest = await database["journal"].find({"kind": "call"}).to_list()
            reached = {e["_id"]: e["seq"] async for e in database["deliveries"].find()}
            if all(reached.get(e["key"], 0) >= e["seq"] for e in newest if e["out"]):
                return
            await asyncio.sleep(0.2)


async def final(database: Database, count: int = MESSAGES) -> dict[str, str]:
    """Return the state of every call once none is tried any more, and its sender was told."""
    async with asyncio.timeout(60):
        while True:
            rows = await database["calls"].find({}, {"phase": 1}).to_list()
            states: dict[str, str] = {row["_id"]: row["phase"] for row in rows}
            if len(states) == count and not set(states.values()) - {"done", "failed", "dead"}:
                return states
            await asyncio.sleep(0.2)
