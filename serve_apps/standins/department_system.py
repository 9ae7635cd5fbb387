"""A stand-in for a department's own approval system (部门审批系统): takes steps of cases, and tells
of its own.

    DEPARTMENT_TOKEN=… DEPARTMENT_KEYS=<hex> DEPARTMENT_REPORT_KEYS=<hex> \\
        python -m serve_apps.standins.department_system --port 8051 \\
        --report-to http://127.0.0.1:8000/intake/exchanges/urban_management_approval

It is no department: nobody works there. `POST /work` has it take a step of its own; with `--works`
it accepts, reviews and grants whatever comes. What it does wrong is said by `POST /behave` with the
words of `Behaviour` as JSON; what is not said, it does right. Chance follows the seed and the step,
so that it does the same wrong again. It answers questions as a register (登记库), too. It prints
one line of JSON when it is ready.
"""

import argparse
import asyncio
import contextlib
import hashlib
import hmac
import json
import os
import time
from collections.abc import AsyncGenerator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from serve_apps.standins.department_steps import Behaviour, Case, Step, Teller, keys_of, signature

CITY = timedelta(hours=8)  # its days are those of the city
TOLERANCE = 300  # seconds that a request may be old, or early
PAGE = 200  # steps of a page of a day's list
WORK: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("SL", "0231", {"outcome": "accepted"}),
    ("SPCL", "0231", {"opinion": "agree", "comment": "模拟系统：同意"}),
    ("BJ", "0007", {"outcome": "granted", "reason": "模拟系统：准予"}),
)


class System:
    """The system, for whoever has `token`; it reports to `report_to`."""

    def __init__(
        self, token: str, keys: list[bytes], report_keys: list[bytes], report_to: str, works: bool
    ) -> None:
        self._token = token
        self._keys = keys
        self._teller = Teller(report_to, report_keys)
        self._works = works
        self._steps: dict[str, Step] = {}
        self._cases: dict[str, Case] = {}
        self._sent: list[dict[str, Any]] = []
        self._asked: dict[str, int] = {}
        self._answers: dict[str, bool] = {}

    def app(self) -> Starlette:
        """Return it as an application."""
        return Starlette(
            routes=[
                Route("/steps", self.take, methods=["POST"]),
                Route("/steps", self.list_day, methods=["GET"]),
                Route("/steps/{id}", self.show, methods=["GET"]),
                Route("/sent", self.list_sent, methods=["GET"]),
                Route("/questions", self.answer, methods=["POST"]),
                Route("/questions/{id}", self.show_answer, methods=["GET"]),
                Route("/account", self.account, methods=["GET"]),
                Route("/work", self.work, methods=["POST"]),
                Route("/behave", self.behave, methods=["POST"]),
                Route("/log", self.log, methods=["GET"]),
            ],
            lifespan=self._lifespan,
        )

    @property
    def behaviour(self) -> Behaviour:
        """What it does wrong now."""
        return self._teller.behaviour

    async def take(self, request: Request) -> Response:
        """Take a step that is signed, once for each id."""
        if (wrong := await self._before(request)) is not None:
            return wrong
        body = await request.body()
        if not self._is_signed(request, body):
            return JSONResponse({"reason": "signature"}, 403)
        told = json.loads(body)
        id = str(told["id"])
        self._asked[id] = self._asked.get(id, 0) + 1
        chance = self.behaviour.chance(f"{id}/{self._asked[id]}")
        if chance.random() < self.behaviour.fails_before:
            return JSONResponse({"reason": "busy"}, 503)
        known = id in self._steps
        if not known or self.behaviour.forgetful:
            self._keep(told)
        step = self._steps[id]
        if chance.random() < self.behaviour.fails_after:
            return JSONResponse({"reason": "broken"}, 500)
        if chance.random() < self.behaviour.silent_after:
            await asyncio.sleep(self.behaviour.silence / 1000)
        if step.state == "refused":
            return JSONResponse({"reason": step.reason}, 422)
        return JSONResponse(step.line(), 200 if known else 201)

    async def show(self, request: Request) -> Response:
        """Tell what became of a step."""
        if (wrong := await self._before(request)) is not None:
            return wrong
        step = self._steps.get(request.path_params["id"])
        return JSONResponse(step.line()) if step else JSONResponse({"reason": "unheard"}, 404)

    async def list_day(self, request: Request) -> Response:
        """Tell of every step that it was told on a day, in pages."""
        if (wrong := await self._before(request)) is not None:
            return wrong
        day, after = request.query_params["day"], request.query_params.get("after", "")
        ids = sorted(
            id
            for id, step in self._steps.items()
            if (step.at + CITY).date().isoformat() == day and id > after
        )
        lines = [self._claimed(self._steps[id]) for id in ids[:PAGE]]
        return JSONResponse({"steps": lines, "more": len(ids) > PAGE})

    async def list_sent(self, request: Request) -> Response:
        """Tell of every step that it has told on a day, as it told it, in pages."""
        if (wrong := await self._before(request)) is not None:
            return wrong
        day, after = request.query_params["day"], int(request.query_params.get("after", "0"))
        found = [
            (n, each)
            for n, each in enumerate(self._sent, start=1)
            if n > after and (datetime.fromisoformat(each["at"]) + CITY).date().isoformat() == day
        ]
        page = found[:PAGE]
        last = page[-1][0] if page else after
        steps = [each for _, each in page]
        return JSONResponse({"steps": steps, "after": last, "more": len(found) > PAGE})

    async def answer(self, request: Request) -> Response:
        """Answer a question, once for each id."""
        if (wrong := await self._before(request)) is not None:
            return wrong
        id = str((await request.json())["id"])
        holds = self._answers.setdefault(id, not self.behaviour.denies)
        return JSONResponse({"id": id, "holds": holds})

    async def show_answer(self, request: Request) -> Response:
        """Tell what it has answered."""
        if (wrong := await self._before(request)) is not None:
            return wrong
        id = request.path_params["id"]
        if id not in self._answers:
            return JSONResponse({"reason": "unheard"}, 404)
        return JSONResponse({"id": id, "holds": self._answers[id]})

    async def account(self, request: Request) -> Response:
        """Tell whose token it is."""
        wrong = await self._before(request)
        return wrong if wrong is not None else JSONResponse({"account": "yimen"})

    async def work(self, request: Request) -> Response:
        """Take steps of its own of the case "case", each with "code", "officer" and "facts"."""
        asked = await request.json()
        told = [self._take_own(asked["case"], each) for each in asked["steps"]]
        self._teller.tell_later(told)
        return JSONResponse({"told": told})

    async def behave(self, request: Request) -> Response:
        """Do wrong what is told, and nothing else any more; "forget" makes it forget steps, by ids;
        "keys" and "report_keys" change its secrets."""
        told = await request.json()
        for id in told.pop("forget", ()):
            self._steps.pop(id, None)
        self._teller.address = told.pop("report_to", self._teller.address)
        self._works = told.pop("works", self._works)
        self._keys = keys_of(told.pop("keys", "")) or self._keys
        self._teller.keys = keys_of(told.pop("report_keys", "")) or self._teller.keys
        self._teller.behaviour = replace(Behaviour(), **told)
        return JSONResponse(asdict(self.behaviour))

    async def log(self, _: Request) -> Response:
        """Tell what it was told of each case, and has told, in its order."""
        cases = {
            id: [{**step.told, "state": step.state} for step in case.steps]
            for id, case in self._cases.items()
        }
        return JSONResponse({"standin": "no real department", "cases": cases, "sent": self._sent})

    async def _before(self, request: Request) -> Response | None:
        await asyncio.sleep(self.behaviour.delay / 1000)
        if self.behaviour.down:
            return JSONResponse({"reason": "down"}, 503)
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self._token}".encode()):
            return JSONResponse({"reason": "token"}, 401)
        return None

    def _is_signed(self, request: Request, body: bytes) -> bool:
        id, at = request.headers.get("webhook-id", ""), request.headers.get("webhook-timestamp", "")
        if not at.isdigit() or abs(time.time() - int(at)) > TOLERANCE:
            return False
        given = request.headers.get("webhook-signature", "").split()
        return any(signature(key, id, at, body) in given for key in self._keys)

    def _keep(self, told: dict[str, Any]) -> None:
        chance = self.behaviour.chance(f"{told['id']}/refused")
        now = datetime.now(UTC)
        if chance.random() < self.behaviour.refuses:
            step = Step(told, "refused", now, reason="item_unknown")
        else:
            receipt = hashlib.sha256(f"{told['id']}{now}".encode()).hexdigest()[:12]
            step = Step(told, "taken", now, receipt=receipt)
        self._steps[told["id"]] = step
        case = self._cases.setdefault(told["case"], Case())
        case.steps.append(step)
        if self._works and told["code"] == "SB" and step.state == "taken":
            steps = ({"code": c, "officer": who, "facts": facts} for c, who, facts in WORK)
            self._teller.tell_later([self._take_own(told["case"], each) for each in steps])

    def _take_own(self, id: str, asked: dict[str, Any]) -> dict[str, Any]:
        case = self._cases.setdefault(id, Case())
        case.told += 1
        told = {
            "case": id,
            "seq": asked.get("seq", case.told),
            "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "code": asked["code"],
            "officer": asked.get("officer", ""),
            "facts": asked.get("facts", {}),
        }
        self._sent.append(told)
        return told

    def _claimed(self, step: Step) -> dict[str, str]:
        lies = self.behaviour.chance(f"{step.told['id']}/lie").random() < self.behaviour.lies
        return step.line() | {"state": "refused"} if lies else step.line()

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncGenerator[None]:
        timeout = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(timeout=timeout) as self._teller.session:
            yield


def arguments() -> argparse.ArgumentParser:
    """Return what can be asked of the stand-in."""
    parser = argparse.ArgumentParser(description="A stand-in for a department's approval system.")
    parser.add_argument("--port", type=int, default=8051)
    parser.add_argument("--report-to", default="", help="where it tells of its own steps")
    parser.add_argument("--works", action="store_true", help="it grants whatever comes")
    return parser


def main() -> None:
    """Serve as asked, with the secrets from DEPARTMENT_TOKEN, DEPARTMENT_KEYS and
    DEPARTMENT_REPORT_KEYS."""
    asked = arguments().parse_args()
    system = System(
        os.environ["DEPARTMENT_TOKEN"],
        keys_of(os.environ["DEPARTMENT_KEYS"]),
        keys_of(os.environ["DEPARTMENT_REPORT_KEYS"]),
        asked.report_to,
        asked.works,
    )
    config = uvicorn.Config(system.app(), host="127.0.0.1", port=asked.port, log_level="error")
    told = {"standin": "no real department", "url": f"http://127.0.0.1:{asked.port}"}
    print(json.dumps(told), flush=True)
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
