"""A stand-in for an SMS gateway (短信网关): takes messages, and tells later what phones received.

    SMS_KEY=… SMS_REPORT_KEY=<hex> python -m serve_apps.standins.sms_gateway --port 8041 \\
        --report-to http://127.0.0.1:8000/intake/parties/sms \\
        --answers-to http://127.0.0.1:8000/intake/texts

It is no gateway: its phones are lines of `GET /log`. What it does wrong is said by `POST /behave`
with the words of `Behaviour` as JSON; what is not said, it does right. Chance follows the seed and
the message, so that it does the same wrong again. It prints one line of JSON when it is ready.
"""

import argparse
import asyncio
import base64
import contextlib
import hmac
import json
import os
import random
import time
from collections.abc import AsyncGenerator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import aiohttp
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CITY = timedelta(hours=8)  # its days are those of the city
PAGE = 200  # messages of a page of a day's list


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What it does wrong. Shares are from 0 to 1, times in milliseconds.

    Attributes:
        delay: before it answers.
        fails_before, fails_after: share of requests to send that it answers with 503 before it
            has taken the message, and with 500 after that.
        silent_after: share after which it takes the message and does not answer for `silence`.
        refuses: share of messages that it refuses for good.
        bounces: share of messages that no phone receives.
        down: every request is answered with 503.
        forgetful: it does not know ids again: what is sent twice is received twice.
        lies: share of messages that it calls delivered in answers and lists though no phone has
            received them, and the other way round.
        report_delay: before it reports, at most.
        doubled: how often it reports, or hands in, the same.
        reordered: it reports what came last first.
        unreported: share of messages of which it reports nothing.
        forged: it signs with another key.
    """

    seed: int = 1
    delay: float = 0
    fails_before: float = 0
    fails_after: float = 0
    silent_after: float = 0
    silence: float = 60_000
    refuses: float = 0
    bounces: float = 0
    down: bool = False
    forgetful: bool = False
    lies: float = 0
    report_delay: float = 0
    doubled: int = 1
    reordered: bool = False
    unreported: float = 0
    forged: bool = False


@dataclass
class Message:
    """A message that it has taken, with what it has become, by instants."""

    id: str
    to: str
    text: str
    states: dict[str, datetime] = field(default_factory=dict[str, datetime])
    reason: str = ""

    @property
    def state(self) -> str:
        return list(self.states)[-1]

    def told(self, state: str = "") -> dict[str, str]:
        """Return it as it is told of, without telephone and text."""
        state = state or self.state
        at = self.states.get(state) or list(self.states.values())[-1]
        reason = self.reason if state == "undelivered" else ""
        return {"id": self.id, "state": state, "at": at.isoformat(), "reason": reason}


class Gateway:
    """The gateway, for whoever has `key`; it reports to `report_to`, and hands in what phones
    answer at `answers_to`, signed with `report_key`."""

    def __init__(self, key: str, report_key: bytes, report_to: str, answers_to: str = "") -> None:
        self.behaviour = Behaviour()
        self._key = key
        self._report_key = report_key
        self._report_to = report_to
        self._answers_to = answers_to
        self._messages: dict[str, Message] = {}
        self._log: list[dict[str, str]] = []
        self._asked: dict[str, int] = {}
        self._reporting: set[asyncio.Task[None]] = set()

    def app(self) -> Starlette:
        """Return it as an application."""
        return Starlette(
            routes=[
                Route("/messages", self.take, methods=["POST"]),
                Route("/messages", self.list_day, methods=["GET"]),
                Route("/messages/{id}", self.show, methods=["GET"]),
                Route("/account", self.account, methods=["GET"]),
                Route("/behave", self.behave, methods=["POST"]),
                Route("/log", self.log, methods=["GET"]),
                Route("/answer", self.answer, methods=["POST"]),
            ],
            lifespan=self._lifespan,
        )

    async def take(self, request: Request) -> Response:
        """Take a message to be sent, once for each id."""
        if (wrong := await self._before(request)) is not None:
            return wrong
        asked = await request.json()
        id, to, text = str(asked["id"]), str(asked["to"]), str(asked["text"])
        self._asked[id] = self._asked.get(id, 0) + 1
        chance = self._chance(f"{id}/{self._asked[id]}")
        if chance.random() < self.behaviour.fails_before:
            return JSONResponse({"reason": "busy"}, 503)
        if self._chance(f"{id}/refused").random() < self.behaviour.refuses:
            return JSONResponse({"reason": "number_unknown"}, 422)
        known = id in self._messages
        if not known or self.behaviour.forgetful:
            self._send(Message(id, to, text))
        if chance.random() < self.behaviour.fails_after:
            return JSONResponse({"reason": "broken"}, 500)
        if chance.random() < self.behaviour.silent_after:
            await asyncio.sleep(self.behaviour.silence / 1000)
        return JSONResponse(self._messages[id].told(), 200 if known else 202)

    async def show(self, request: Request) -> Response:
        """Tell what became of a message."""
        if (wrong := await self._before(request)) is not None:
            return wrong
        message = self._messages.get(request.path_params["id"])
        if message is None:
            return JSONResponse({"reason": "unheard"}, 404)
        return JSONResponse(message.told(self._claimed(message)))

    async def list_day(self, request: Request) -> Response:
        """Tell of every message of a day, in pages."""
        if (wrong := await self._before(request)) is not None:
            return wrong
        day, after = request.query_params["day"], request.query_params.get("after", "")
        of_day = sorted(
            each.id
            for each in self._messages.values()
            if (next(iter(each.states.values())) + CITY).date().isoformat() == day
            and each.id > after
        )
        page = [self._messages[id] for id in of_day[:PAGE]]
        told = [each.told(self._claimed(each)) for each in page]
        return JSONResponse({"messages": told, "more": len(of_day) > PAGE})

    async def account(self, request: Request) -> Response:
        """Tell whose key it is."""
        wrong = await self._before(request)
        return wrong if wrong is not None else JSONResponse({"account": "yimen"})

    async def behave(self, request: Request) -> Response:
        """Do wrong what is told, and nothing else any more; with "forget_all" forget everything."""
        told = await request.json()
        if told.pop("forget_all", False):
            self._messages.clear()
            self._log.clear()
            self._asked.clear()
        for id in told.pop("forget", ()):
            self._messages.pop(id, None)
        self._report_to = told.pop("report_to", self._report_to)
        self._answers_to = told.pop("answers_to", self._answers_to)
        self.behaviour = replace(Behaviour(), **told)
        return JSONResponse(asdict(self.behaviour))

    async def log(self, _: Request) -> Response:
        """Tell what phones have received, in its order."""
        return JSONResponse(self._log)

    async def answer(self, request: Request) -> Response:
        """Have a phone answer ("from", "text"), and return what the platform said to that, each
        time that it was handed in."""
        told = {"id": uuid4().hex, "at": datetime.now(UTC).isoformat(), **await request.json()}
        heard: list[Any] = []
        for _ in range(self.behaviour.doubled):
            body, headers = self._signed(told["id"], told)
            async with self._session.post(self._answers_to, data=body, headers=headers) as said:
                heard.append({"status": said.status, "body": await said.json()})
        return JSONResponse(heard)

    async def _before(self, request: Request) -> Response | None:
        await asyncio.sleep(self.behaviour.delay / 1000)
        if self.behaviour.down:
            return JSONResponse({"reason": "down"}, 503)
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self._key}".encode()):
            return JSONResponse({"reason": "key"}, 401)
        return None

    def _send(self, message: Message) -> None:
        now = datetime.now(UTC)
        message.states["accepted"] = now
        self._messages[message.id] = message
        if self._chance(f"{message.id}/bounced").random() < self.behaviour.bounces:
            message.states["undelivered"] = now + timedelta(milliseconds=1)
            message.reason = "phone_unreachable"
        else:
            message.states["delivered"] = now + timedelta(milliseconds=1)
            received = {"id": message.id, "to": message.to, "text": message.text}
            self._log.append({**received, "at": now.isoformat()})
        reported = self._chance(f"{message.id}/told").random() >= self.behaviour.unreported
        if self._report_to and reported:
            told = [message.told(state) for state in message.states] * self.behaviour.doubled
            if self.behaviour.reordered:
                told.reverse()
            task = asyncio.create_task(self._report(told))
            self._reporting.add(task)
            task.add_done_callback(self._reporting.discard)

    async def _report(self, told: list[dict[str, str]]) -> None:
        for each in told:
            chance = self._chance(f"{each['id']}/{each['state']}/report")
            await asyncio.sleep(chance.random() * self.behaviour.report_delay / 1000)
            for again in range(5):
                if await self._reported(each):
                    break
                await asyncio.sleep(0.2 * 2**again)

    async def _reported(self, told: dict[str, str]) -> bool:
        body, headers = self._signed(f"{told['id']}.{told['state']}", told)
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with self._session.post(self._report_to, data=body, headers=headers) as answer:
                return answer.status < 500
        return False

    def _signed(self, id: str, told: dict[str, str]) -> tuple[bytes, dict[str, str]]:
        body, at = json.dumps(told).encode(), str(int(time.time()))
        key = self._report_key[::-1] if self.behaviour.forged else self._report_key
        signed = hmac.digest(key, b".".join((id.encode(), at.encode(), body)), "sha256")
        return body, {
            "content-type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": at,
            "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
        }

    def _claimed(self, message: Message) -> str:
        if self._chance(f"{message.id}/lie").random() >= self.behaviour.lies:
            return ""
        return "delivered" if message.state == "undelivered" else "undelivered"

    def _chance(self, what: str) -> random.Random:
        return random.Random(f"{self.behaviour.seed}/{what}")  # nosec B311 # no secret

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncGenerator[None]:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as self._session:
            yield


def arguments() -> argparse.ArgumentParser:
    """Return what can be asked of the stand-in."""
    parser = argparse.ArgumentParser(description="A stand-in for an SMS gateway.")
    parser.add_argument("--port", type=int, default=8041)
    parser.add_argument("--report-to", default="", help="where it tells what phones received")
    parser.add_argument("--answers-to", default="", help="where it hands in what phones answer")
    return parser


def main() -> None:
    """Serve as asked, with the keys from SMS_KEY and SMS_REPORT_KEY."""
    asked = arguments().parse_args()
    report_key = bytes.fromhex(os.environ["SMS_REPORT_KEY"])
    gateway = Gateway(os.environ["SMS_KEY"], report_key, asked.report_to, asked.answers_to)
    config = uvicorn.Config(gateway.app(), host="127.0.0.1", port=asked.port, log_level="error")
    told = {"standin": "no real gateway", "url": f"http://127.0.0.1:{asked.port}"}
    print(json.dumps(told), flush=True)
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
