"""A stand-in for a parcel carrier (寄递企业): takes parcels, and tells later what became of them.

    CARRIER_KEY=… CARRIER_REPORT_KEY=<hex> python -m serve_apps.standins.parcel_carrier \\
        --port 8044 --report-to http://127.0.0.1:8000/intake/parties/carrier

It is no carrier: its parcels are lines of `GET /log`. `POST /move` with {"id", "states"} has a
parcel go that way, each state told once, or "doubled" times, and the last first when "reordered";
"quiet" tells nothing. `POST /behave` says what it does wrong from now on. It prints one line of
JSON when it is ready.
"""

import argparse
import asyncio
import base64
import contextlib
import hmac
import json
import os
import time
from collections.abc import AsyncGenerator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CITY = timedelta(hours=8)  # its days are those of the city
TRIES = 5  # of one report


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What it does wrong.

    Attributes:
        down: every request is answered with 503.
        fails_after: it has taken the parcel, and answers with 500.
        refuses: it takes no parcel.
        forged: it signs with another key.
    """

    down: bool = False
    fails_after: bool = False
    refuses: bool = False
    forged: bool = False


@dataclass
class Parcel:
    """A parcel with its number, whither it goes, and what it has become, by instants."""

    id: str
    number: str
    address: str
    states: dict[str, datetime] = field(default_factory=dict[str, datetime])

    def told(self, state: str = "") -> dict[str, str]:
        """Return it as it is told of, without name and address."""
        state = state or list(self.states)[-1]
        at = self.states[state].isoformat()
        return {"id": self.id, "number": self.number, "state": state, "at": at}


class Carrier:
    """The carrier, for whoever has `key`; it reports to `report_to`, signed with `report_key`."""

    def __init__(self, key: str, report_key: bytes, report_to: str) -> None:
        self.behaviour = Behaviour()
        self._key = key
        self._report_key = report_key
        self._report_to = report_to
        self._parcels: dict[str, Parcel] = {}

    def app(self) -> Starlette:
        """Return it as an application."""
        return Starlette(
            routes=[
                Route("/parcels", self.take, methods=["POST"]),
                Route("/parcels", self.list_day, methods=["GET"]),
                Route("/parcels/{id}", self.show, methods=["GET"]),
                Route("/account", self.account, methods=["GET"]),
                Route("/behave", self.behave, methods=["POST"]),
                Route("/move", self.move, methods=["POST"]),
                Route("/log", self.log, methods=["GET"]),
            ],
            lifespan=self._lifespan,
        )

    async def take(self, request: Request) -> Response:
        """Take a parcel, once for each id."""
        if (wrong := self._before(request)) is not None:
            return wrong
        asked = await request.json()
        if self.behaviour.refuses:
            return JSONResponse({"reason": "no_service"}, 422)
        known = self._parcels.get(str(asked["id"]))
        if known is None:
            number = f"EMS{len(self._parcels) + 1:010}CN"
            known = Parcel(str(asked["id"]), number, str(asked["address"]))
            known.states["accepted"] = datetime.now(UTC)
            self._parcels[known.id] = known
        if self.behaviour.fails_after:
            return JSONResponse({"reason": "broken"}, 500)
        return JSONResponse(known.told(), 202)

    async def show(self, request: Request) -> Response:
        """Tell what became of a parcel."""
        if (wrong := self._before(request)) is not None:
            return wrong
        parcel = self._parcels.get(request.path_params["id"])
        if parcel is None:
            return JSONResponse({"reason": "unheard"}, 404)
        return JSONResponse(parcel.told())

    async def list_day(self, request: Request) -> Response:
        """Tell of every parcel of a day."""
        if (wrong := self._before(request)) is not None:
            return wrong
        day, after = request.query_params["day"], request.query_params.get("after", "")
        found = [
            each.told()
            for each in sorted(self._parcels.values(), key=lambda one: one.id)
            if each.id > after
            and (next(iter(each.states.values())) + CITY).date().isoformat() == day
        ]
        return JSONResponse({"parcels": found, "more": False})

    async def account(self, request: Request) -> Response:
        """Tell whose key it is."""
        wrong = self._before(request)
        return wrong if wrong is not None else JSONResponse({"account": "yimen"})

    async def behave(self, request: Request) -> Response:
        """Do wrong what is told, and nothing else any more."""
        self.behaviour = replace(Behaviour(), **(await request.json()))
        return JSONResponse(asdict(self.behaviour))

    async def move(self, request: Request) -> Response:
        """Have a parcel go its way, and tell of it."""
        asked = await request.json()
        parcel = self._parcels[asked["id"]]
        now = datetime.now(UTC)
        for n, state in enumerate(asked["states"], 1):
            parcel.states.pop(state, None)
            parcel.states[state] = now + timedelta(milliseconds=n)
        told = [parcel.told(state) for state in asked["states"]] * asked.get("doubled", 1)
        if asked.get("reordered"):
            told.reverse()
        answers: list[int] = []
        if not asked.get("quiet"):
            answers = [await self._report(each) for each in told]
        return JSONResponse({"told": answers})

    async def log(self, _: Request) -> Response:
        """Tell of every parcel, with its address."""
        return JSONResponse(
            [{**each.told(), "address": each.address} for each in self._parcels.values()]
        )

    def _before(self, request: Request) -> Response | None:
        if self.behaviour.down:
            return JSONResponse({"reason": "down"}, 503)
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self._key}".encode()):
            return JSONResponse({"reason": "key"}, 401)
        return None

    async def _report(self, told: dict[str, str]) -> int:
        """Report, again while nobody takes it; return the last answer."""
        status = 0
        for again in range(TRIES):
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                status = await self._reported(told)
                if status < 500:
                    return status
            await asyncio.sleep(0.2 * 2**again)
        return status

    async def _reported(self, told: dict[str, str]) -> int:
        body, at = json.dumps(told).encode(), str(int(time.time()))
        id = f"{told['id']}.{told['state']}"
        key = self._report_key[::-1] if self.behaviour.forged else self._report_key
        signed = hmac.digest(key, b".".join((id.encode(), at.encode(), body)), "sha256")
        headers = {
            "content-type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": at,
            "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
        }
        async with self._session.post(self._report_to, data=body, headers=headers) as answer:
            return answer.status

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncGenerator[None]:
        timeout = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(timeout=timeout) as self._session:
            yield


def arguments() -> argparse.ArgumentParser:
    """Return what can be asked of the stand-in."""
    parser = argparse.ArgumentParser(description="A stand-in for a parcel carrier.")
    parser.add_argument("--port", type=int, default=8044)
    parser.add_argument("--report-to", default="", help="where it tells what became of parcels")
    return parser


def main() -> None:
    """Serve as asked, with the keys from CARRIER_KEY and CARRIER_REPORT_KEY."""
    asked = arguments().parse_args()
    report_key = bytes.fromhex(os.environ["CARRIER_REPORT_KEY"])
    carrier = Carrier(os.environ["CARRIER_KEY"], report_key, asked.report_to)
    config = uvicorn.Config(carrier.app(), host="127.0.0.1", port=asked.port, log_level="error")
    told: dict[str, Any] = {
        "standin": "no real carrier",
        "url": f"http://127.0.0.1:{asked.port}",
    }
    print(json.dumps(told), flush=True)
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
