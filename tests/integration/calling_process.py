"""A platform in a process of its own that calls an SMS gateway, to be killed: `python -m
tests.integration.calling_process` with one line of JSON on its standard input (`Asked`). It wishes
one message a sender, each once, makes the calls and takes reports, and says so on a line."""

import asyncio
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web

from actors.blocks.calls.call import call
from actors.blocks.calls.kind import call_kind, party_kind, reconciliation_kind
from actors.blocks.calls.outcome import Patience
from actors.blocks.calls.records import TakeOutcome
from actors.blocks.calls.shell.adapter import Unsigned
from actors.blocks.calls.shell.caller import Caller
from actors.blocks.calls.shell.finding import Connected
from actors.blocks.calls.shell.reporting import take_reports
from actors.blocks.calls.system import SYSTEM
from actors.blocks.messages.shell.adapters import ADAPTERS
from actors.followers.projector import Projector
from actors.kernel.errors import Fault, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command, Event, Turn
from actors.kernel.view import View
from actors.runtime import due_index
from actors.runtime.engine import Engine
from actors.runtime.store import MongoStore
from storage.clock import WallClock
from storage.mongo import connect
from storage.settings import StorageSettings
from tests.blocks.cases.city import LIBRARY

PATIENCE = Patience(
    tries=12, seconds=0.5, records_within=0.5, first=0.1, most=0.5, settles=0.2, reports_within=1.0
)


class Asked(msgspec.Struct, frozen=True):
    """What the process is to do: `messages` to send by the gateway at `gateway`, whose reports come
    to `port`."""

    uri: str
    database: str
    data: str
    gateway: str
    port: int
    messages: int
    key: str
    report_key: str


class Text(Command, frozen=True):
    """Have `text` sent."""

    text: str


class NoteText(TakeOutcome, frozen=True, kw_only=True):
    """Take what became of it."""


class TextTold(Event, frozen=True):
    told: str


class Letter(msgspec.Struct, frozen=True):
    """What the sender was told so far."""

    told: tuple[str, ...] = ()


def _decide(turn: Turn[Letter], command: Text | NoteText) -> None:
    if isinstance(command, Text):
        turn.emit(TextTold("wished"))
        call(turn, "sms", {"to": "+8613800000000", "text": command.text}, NoteText())
    else:
        turn.emit(TextTold(command.outcome.state))


def kinds() -> dict[str, EntityKind[Any]]:
    """Return the kinds of the process."""
    letter = EntityKind(
        name="letter",
        state=Letter,
        initial=lambda key: Letter(),
        commands=Text | NoteText,
        events=TextTold,
        decide=_decide,
        evolve=lambda state, event: Letter((*state.told, event.told)),
    )
    found = (letter, call_kind(LIBRARY), party_kind(LIBRARY), reconciliation_kind(LIBRARY))
    return {kind.name: kind for kind in found}


def views() -> tuple[View, ...]:
    """Return the views of the process."""
    return due_index.view(), *(each for each in SYSTEM.views if isinstance(each, View))


def party(settings: Mapping[str, str]) -> Connected:
    """Return the SMS gateway, which is dealt with in a hurry."""
    (sms,) = (each for each in ADAPTERS if each.name == "sms")
    return Connected(replace(sms, patience=PATIENCE, at_once=24), sms.connect(settings))


async def serve(asked: Asked) -> None:
    """Do what is asked until killed."""
    settings = StorageSettings(
        uri=asked.uri, database=asked.database, data=Path(asked.data), port=0
    )
    database, clock = connect(settings), WallClock()
    told = {"url": asked.gateway, "key": asked.key, "report_key": asked.report_key}
    connected = {"sms": party(told)}
    async with Engine(kinds(), MongoStore(database), clock) as engine:

        async def take(request: web.Request) -> web.Response:
            adapter, headers = connected["sms"].adapter, request.headers
            assert adapter is not None
            lower = {name.lower(): value for name, value in headers.items()}
            try:
                await take_reports(engine, "sms", adapter, lower, await request.read(), time.time())
            except (Unsigned, Refusal):
                return web.Response(status=403)
            except Fault:
                return web.Response(status=503)
            return web.Response()

        def alongside(database: Any, sender: Any) -> Any:
            return Caller(database, sender, connected, clock).run()

        app = web.Application()
        app.router.add_post("/reports", take)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", asked.port).start()
        async with Projector(
            database, views(), sender=engine, kinds=kinds(), alongside=(alongside,)
        ):
            print("calling", flush=True)
            await asyncio.gather(
                *(
                    engine.send(f"letter:{n}", Text(f"第{n}条"), id=f"w{n}", by=PLATFORM)
                    for n in range(asked.messages)
                )
            )
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(msgspec.json.decode(sys.stdin.readline(), type=Asked)))
