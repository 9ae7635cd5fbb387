"""A platform that does nothing but tell people, in a process of its own, to be killed: `python -m
benchmarks.messages_platform` with one line of JSON (`Asked`) on its standard input. It has each
person told what is asked, once however often it is started, carries the letters, makes the calls,
takes the gateway's reports, and says "carrying" on a line."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import uvloop
from aiohttp import web

from actors.blocks.calls.outcome import Patience
from actors.blocks.calls.shell.adapter import Adapter, Unsigned
from actors.blocks.calls.shell.caller import Caller
from actors.blocks.calls.shell.finding import Connected
from actors.blocks.calls.shell.reporting import take_reports
from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.mailbox import PutNotice
from actors.blocks.messages.mailbox_state import MAILBOX
from actors.blocks.messages.reach import ADDRESSED, Addressed, OfferProof, ProveAddress
from actors.blocks.messages.shell.adapters import ADAPTERS
from actors.blocks.messages.shell.mail import Mail
from actors.blocks.messages.shell.mail_settings import MailSettings
from actors.blocks.messages.shell.postman import Postman
from actors.followers.projector import Projector
from actors.kernel.errors import Fault, Overloaded, Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from actors.kinds import all_views, build_kinds
from actors.library import load_library
from actors.runtime.engine import Engine
from actors.runtime.memory import ease_collector
from actors.runtime.store import MongoStore
from storage.clock import WallClock
from storage.mongo import Database, connect
from storage.secrecy.lookups import Lookups
from storage.settings import StorageSettings

KINDS = ("mailbox", "letter", "call", "party", "reconciliation")
VIEWS = ("reminders", "notices", "letters", "calls", "parties", "call_differences")
CODE = "493817"
FACTS = {"number": "1144", "item": "食品经营许可", "item_en": "Food business licence"}
PATIENCE = Patience(
    tries=12, seconds=5.0, records_within=2.0, first=0.2, most=2.0, settles=5.0, reports_within=5.0
)
AT_ONCE = 50  # people who are being told
LAPSE = 3.0  # seconds after which what a killed postman had is said to be unknown


class Asked(msgspec.Struct, frozen=True):
    """What the process is to do: tell `people`, by the gateway at `gateway`, whose reports come to
    `reports`, and by the mail server at the port `mail`."""

    uri: str
    database: str
    data: str
    people: int
    gateway: str
    reports: int
    mail: int
    key: str
    report_key: str


def address_of(channel: Addressed, n: int) -> str:
    """Return how the person `n` is reached."""
    return f"138{n:08}" if channel == "sms" else f"p{n}@example.org"


async def serve(asked: Asked) -> None:
    """Do what is asked until killed."""
    library, clock = load_library(), WallClock()
    kinds = {name: kind for name, kind in build_kinds(library).items() if name in KINDS}
    views = [view for view in all_views(library) if view.name in VIEWS]
    storage = StorageSettings(uri=asked.uri, database=asked.database, data=Path(asked.data), port=0)
    database = connect(storage)
    party = _party(asked)
    ease_collector()
    async with Engine(kinds, MongoStore(database), clock) as engine:
        await _take_reports(engine, party.adapter, asked.reports)
        beside = (_calls(party, clock), _letters(asked, library))
        async with Projector(database, views, sender=engine, kinds=kinds, alongside=beside):
            print("carrying", flush=True)
            seats = asyncio.Semaphore(AT_ONCE)
            await asyncio.gather(*(_told(engine, n, seats) for n in range(asked.people)))
            print("told", flush=True)
            await asyncio.Event().wait()


def _party(asked: Asked) -> Connected:
    (sms,) = (each for each in ADAPTERS if each.name == "sms")
    told = {"url": asked.gateway, "key": asked.key, "report_key": asked.report_key}
    return Connected(replace(sms, patience=PATIENCE, at_once=24), sms.connect(told))


async def _told(engine: Engine, n: int, seats: asyncio.Semaphore) -> None:
    """Have the person `n` prove both addresses, and be told something by each."""
    key = f"{MAILBOX}:{to_somebody(f'person:p{n}')}"
    me = Identity(f"person:p{n}", ("resident",))
    notice = PutNotice(template="case.Lapsed", facts=FACTS, urgency="urgent", about=f"case:{n}")
    async with seats:
        for channel in ADDRESSED:
            offer = OfferProof(channel=channel, to=address_of(channel, n), code=CODE)
            await _sent(engine, key, offer, f"offer-{channel}", PLATFORM)
            await _sent(engine, key, ProveAddress(code=CODE), f"prove-{channel}", me)
        await _sent(engine, key, notice, "told", PLATFORM)


async def _sent(engine: Engine, key: str, wish: Any, id: str, by: Identity) -> None:
    while True:
        try:
            await engine.send(key, wish, id=id, by=by)
            return
        except Overloaded:
            await asyncio.sleep(0.1)


def _calls(party: Connected, clock: Clock) -> Callable[[Database, Sender], Awaitable[None]]:
    return lambda database, sender: Caller(database, sender, {"sms": party}, clock).run()


def _letters(asked: Asked, library: Library) -> Callable[[Database, Sender], Awaitable[None]]:
    settings = MailSettings(
        host="127.0.0.1",
        port=asked.mail,
        security="none",
        sender="notices@city.example",
        connections=8,
    )

    def carry(database: Database, sender: Sender) -> Awaitable[None]:
        mail = Mail(settings, library, Lookups(b"k" * 32), timeout=2.0)
        return Postman(
            database, sender, library, [mail], called=lambda: ("sms",), lapse=LAPSE, sweep=0.5
        ).run()

    return carry


async def _take_reports(engine: Engine, adapter: Adapter | None, port: int) -> None:
    """Take what the gateway reports, as the web replicas do."""
    assert adapter is not None

    async def take(request: web.Request) -> web.Response:
        lower = {name.lower(): value for name, value in request.headers.items()}
        try:
            await take_reports(engine, "sms", adapter, lower, await request.read(), time.time())
        except (Unsigned, Refusal):
            return web.Response(status=403)
        except Fault:
            return web.Response(status=503)
        return web.Response()

    app = web.Application()
    app.router.add_post("/reports", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as running:  # as every host has
        running.run(serve(msgspec.json.decode(sys.stdin.readline(), type=Asked)))
