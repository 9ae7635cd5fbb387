"""What the processes of a running platform log: the case and the request, and nobody's data."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest_asyncio

from actors.city.load import load_city
from actors.library import load_library
from tests.acceptance.running.yimen import Yimen, until
from tests.simulated_kiosk import SimulatedKiosk

ITEM = "WFZM-01"
ACCOUNT = "chen_jiahui"


class Told:
    """What a resident's visit left behind: the case, and the trace of each request."""

    def __init__(self) -> None:
        self.case = ""
        self.traces: dict[str, str] = {}


class Resident:
    """A resident at the API; keeps the trace of every answer in `told`."""

    def __init__(self, client: aiohttp.ClientSession, told: Told) -> None:
        self._client = client
        self._told = told
        self._headers: dict[str, str] = {}

    async def enter(self, password: str) -> None:
        session = await self.send("/api/v1/sessions", account=ACCOUNT, password=password)
        self._headers = {"authorization": f"Bearer {session['token']}"}

    async def send(self, path: str, **wish: Any) -> dict[str, Any]:
        headers = self._headers | {"idempotency-key": uuid4().hex}
        async with self._client.post(path, json=wish, headers=headers) as answer:
            self._told.traces[f"{path} {answer.status}"] = answer.headers["x-trace-id"]
            return await answer.json()

    async def look(self, path: str) -> None:
        async with self._client.get(path, headers=self._headers) as answer:
            await answer.read()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def told(yimen: Yimen) -> Told:
    """A resident applies, is refused, withdraws, searches by name, and applies at the kiosk."""
    state, told = yimen.status(), Told()
    secrets = json.loads((yimen.data.parent / "secrets.json").read_text("utf-8"))
    person = next(each for each in load_city().applicants if each.account == ACCOUNT)
    example = dict(load_library().item(ITEM).example)
    applicant = {
        "kind": "natural",
        "name": person.name.zh,
        "id_type": "resident_id",
        "id_number": person.id_number,
        "phone": person.phone,
    }
    wish = {"item": ITEM, "place": person.place, "applicant": applicant, "form": example}
    async with aiohttp.ClientSession(state["url"]) as client:
        resident = Resident(client, told)
        await resident.enter(secrets["passwords"]["resident"])
        wrong = applicant | {"id_number": person.id_number[:-1] + "0"}
        await resident.send("/api/v1/cases", **(wish | {"applicant": wrong}))
        told.case = (await resident.send("/api/v1/cases", **wish))["case"]
        await resident.send(f"/api/v1/cases/{told.case}/withdraw", reason=f"{person.name.zh}搬家")
        await resident.send(f"/api/v1/cases/{told.case}/withdraw", reason=person.phone)
        await resident.look(f"/items?q={person.name.zh}{person.id_number}")
        await resident.look(f"/nowhere/{person.phone}")
    urls = state["urls"]
    kiosk = SimulatedKiosk(None, urls["终端屏幕 Kiosk screen"], urls["终端设备 Kiosk devices"])
    await kiosk.until(online=True, open=True)
    await kiosk.act("start", item=ITEM)
    await kiosk.act("lay_card")
    await kiosk.at_desk(lay=ACCOUNT)
    await kiosk.until(step="form")
    while (await kiosk.act("answer", answers=example))["step"] == "form":
        pass
    await kiosk.act("confirm")
    await kiosk.until(step="done", receipt="printed")
    await kiosk.act("finish")
    return told


def files(yimen: Yimen) -> list[Path]:
    """Return every log of every process: Ray's and ours on it, platform, kiosk and database."""
    ray = Path(yimen.status()["ray_folder"]) / "session_latest" / "logs"
    found = [file for file in ray.rglob("*") if file.is_file()]
    return [*found, *yimen.data.rglob("*.log")]


def lines(yimen: Yimen) -> list[dict[str, Any]]:
    """Return the structured lines of all processes on Ray."""
    ray = Path(yimen.status()["ray_folder"]) / "session_latest" / "logs"
    found = []
    for file in ray.glob("worker-*.err"):
        for line in file.read_text("utf-8", "replace").splitlines():
            if line.startswith("{"):
                found.append(json.loads(line))
    return found


def test_the_logs_of_every_process_are_looked_at(yimen: Yimen, told: Told) -> None:
    names = {file.name.split("-")[0].split(".")[0] for file in files(yimen)}

    assert {"worker", "raylet", "platform", "agent", "mongod"} <= names
    events = {line["event"] for line in lines(yimen)}
    assert {"host.started", "projector.started", "command.done"} <= events


def test_no_log_names_anybody_of_the_city(yimen: Yimen, told: Told) -> None:
    city = load_city()
    personal = {
        word
        for person in city.applicants
        for word in (person.name.zh, person.name.en, person.id_number, person.phone)
    }
    personal |= {member.name.zh for member in city.staff.values()}
    secrets = json.loads((yimen.data.parent / "secrets.json").read_text("utf-8"))
    personal |= set(secrets["passwords"].values())

    leaks = {
        file.name: word
        for file in files(yimen)
        for text in [file.read_text("utf-8", "replace")]
        for word in personal
        if word in text
    }

    assert leaks == {}


def test_the_processes_on_ray_name_no_account(yimen: Yimen, told: Told) -> None:
    accounts = {person.account for person in load_city().applicants}

    assert not {account for account in accounts if account in json.dumps(lines(yimen))}


def test_every_line_about_a_case_carries_case_and_trace(yimen: Yimen, told: Told) -> None:
    about = [line for line in lines(yimen) if line.get("case") == told.case]

    done = {line["command"]: line for line in about if line["event"] == "command.done"}
    assert set(done) == {"Submit", "Withdraw"}
    traces = told.traces
    assert done["Submit"]["trace"] == traces["/api/v1/cases 201"]
    assert done["Withdraw"]["trace"] == traces[f"/api/v1/cases/{told.case}/withdraw 200"]
    (refused,) = [line for line in about if line["event"] == "command.refused"]
    assert refused["trace"] == traces[f"/api/v1/cases/{told.case}/withdraw 409"]
    assert refused["kind"] == "not_now"


def test_the_kiosk_logs_one_object_a_line(yimen: Yimen, told: Told) -> None:
    log = yimen.data / "kiosk" / "agent.log"
    until(lambda: log.stat().st_size > 0)

    for line in log.read_text("utf-8").splitlines():
        assert {"at", "level", "event"} <= set(json.loads(line))
