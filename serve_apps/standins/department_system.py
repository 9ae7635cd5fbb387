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
import base64
import contextlib
import hashlib
import hmac
import json
import os
import random
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
TOLERANCE = 300  # seconds that a request may be old, or early
PAGE = 200  # steps of a page of a day's list
TRIES = 5  # of one report
WORK: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("SL", "0231", {"outcome": "accepted"}),
    ("SPCL", "0231", {"opinion": "agree", "comment": "模拟系统：同意"}),
    ("BJ", "0007", {"outcome": "granted", "reason": "模拟系统：准予"}),
)


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What it does wrong. Shares are from 0 to 1, times in milliseconds.

    Attributes:
        delay: before it answers.
        fails_before, fails_after: share of steps that it answers with 503 before it has taken them,
            and with 500 after that.
        silent_after: share after which it takes the step and does not answer for `silence`.
        refuses: share of steps that it refuses for good.
        down: every request is answered with 503.
        forgetful: it does not know ids again: what is told twice is worked on twice.
        lies: share of steps that its lists call refused though it has taken them.
        report_delay: before it tells, at most.
        doubled: how often it tells the same.
        reordered: it tells what came last first, of those that it is to tell at once.
        untold: share of its steps that it never tells, though its list has them.
        forged: it signs with another key.
        denies: as a register, it says of everything that it is not so.
    """

    seed: int = 1
    delay: float = 0
    fails_before: float = 0
    fails_after: float = 0
    silent_after: float = 0
    silence: float = 60_000
    refuses: float = 0
    down: bool = False
    forgetful: bool = False
    lies: float = 0
    report_delay: float = 0
    doubled: int = 1
    reordered: bool = False
    untold: float = 0
    forged: bool = False
    denies: bool = False


@dataclass(frozen=True)
class Step:
    """A step that it was told, and what it did with it."""

    told: dict[str, Any]
    state: str
    at: datetime
    receipt: str = ""
    reason: str = ""

    def line(self) -> dict[str, str]:
        """Return it as it is told of."""
        return {
            "id": self.told["id"],
            "state": self.state,
            "at": self.at.isoformat(),
            "receipt": self.receipt,
            "reason": self.reason,
        }


@dataclass
class Case:
    """A case as it knows it: the steps that it was told, and how many it has told."""

    steps: list[Step] = field(default_factory=list[Step])
    told: int = 0


class System:
    """The system, for whoever has `token`; it reports to `report_to`."""

    def __init__(
        self, token: str, keys: list[bytes], report_keys: list[bytes], report_to: str, works: bool
    ) -> None:
        self.behaviour = Behaviour()
        self._token = token
        self._keys = keys
        self._report_keys = report_keys
        self._report_to = report_to
        self._works = works
        self._steps: dict[str, Step] = {}
        self._cases: dict[str, Case] = {}
        self._sent: list[dict[str, Any]] = []
        self._asked: dict[str, int] = {}
        self._answers: dict[str, bool] = {}
        self._reporting: set[asyncio.Task[None]] = set()

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
        chance = self._chance(f"{id}/{self._asked[id]}")
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
        self._report_later(told)
        return JSONResponse({"told": told})

    async def behave(self, request: Request) -> Response:
        """Do wrong what is told, and nothing else any more; "forget" makes it forget steps, by ids;
        "keys" and "report_keys" change its secrets."""
        told = await request.json()
        for id in told.pop("forget", ()):
            self._steps.pop(id, None)
        self._report_to = told.pop("report_to", self._report_to)
        self._works = told.pop("works", self._works)
        self._keys = keys_of(told.pop("keys", "")) or self._keys
        self._report_keys = keys_of(told.pop("report_keys", "")) or self._report_keys
        self.behaviour = replace(Behaviour(), **told)
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
        chance = self._chance(f"{told['id']}/refused")
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
            self._report_later([self._take_own(told["case"], each) for each in steps])

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

    def _report_later(self, told: list[dict[str, Any]]) -> None:
        kept = [
            each
            for each in told
            if self._chance(f"{each['case']}/{each['seq']}/told").random() >= self.behaviour.untold
        ]
        said = kept * self.behaviour.doubled
        if self.behaviour.reordered:
            said.reverse()
        if self._report_to and said:
            task = asyncio.create_task(self._report(said))
            self._reporting.add(task)
            task.add_done_callback(self._reporting.discard)

    async def _report(self, told: list[dict[str, Any]]) -> None:
        for each in told:
            chance = self._chance(f"{each['case']}/{each['seq']}/report")
            await asyncio.sleep(chance.random() * self.behaviour.report_delay / 1000)
            for again in range(TRIES):
                if await self._reported(each):
                    break
                await asyncio.sleep(0.2 * 2**again)

    async def _reported(self, told: dict[str, Any]) -> bool:
        body, at = json.dumps(told).encode(), str(int(time.time()))
        id = f"{told['case']}.{told['seq']}"
        keys = [k[::-1] for k in self._report_keys] if self.behaviour.forged else self._report_keys
        headers = {
            "content-type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": at,
            "webhook-signature": " ".join(signature(key, id, at, body) for key in keys),
        }
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with self._session.post(self._report_to, data=body, headers=headers) as answer:
                return answer.status < 500
        return False

    def _claimed(self, step: Step) -> dict[str, str]:
        lies = self._chance(f"{step.told['id']}/lie").random() < self.behaviour.lies
        return step.line() | {"state": "refused"} if lies else step.line()

    def _chance(self, what: str) -> random.Random:
        return random.Random(f"{self.behaviour.seed}/{what}")  # nosec B311 # no secret

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncGenerator[None]:
        timeout = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(timeout=timeout) as self._session:
            yield


def signature(key: bytes, id: str, at: str, body: bytes) -> str:
    """Return the signature of `body` sent as `id` at the second `at` since 1970."""
    signed = hmac.digest(key, b".".join((id.encode(), at.encode(), body)), "sha256")
    return f"v1,{base64.b64encode(signed).decode()}"


def keys_of(said: str) -> list[bytes]:
    """Return the keys of `said`: one or more in hexadecimal digits, with blanks between them."""
    return [bytes.fromhex(each) for each in said.split()]


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
