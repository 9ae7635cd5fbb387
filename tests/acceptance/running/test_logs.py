"""What the processes of a running platform log: the case and the request, and nobody's data."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from actors.blocks.cases.catalogue import Catalogue
from actors.library import load_city
from tests import loaded
from tests.acceptance.running.yimen import Yimen, until
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, send
from tests.simulated_kiosk import SimulatedKiosk

ACCOUNT = "chen_jiahui"
AT_HOME, AT_KIOSK = "SPJY-01", "WFZM-01"


@dataclass(frozen=True)
class Told:
    """What a visit left behind: the case, and the trace of the command that was refused."""

    case: str
    trace: str


@pytest.fixture(scope="module")
def told(yimen: Yimen) -> Told:
    """A resident applies, withdraws twice, searches by name, and applies at the kiosk."""
    state = yimen.status()
    site = Site(state["url"], yimen.passwords())
    wish = application(site, AT_HOME, ACCOUNT)
    person = wish["applicant"]
    with site.client(ACCOUNT) as resident:
        wrong = person | {"id_number": person["id_number"][:-1] + "0"}
        assert apply(resident, wish | {"applicant": wrong}).status_code == 422
        filed = apply(resident, wish)
        case = filed.json()["case"]
        first = send(resident, case, "withdraw", {"reason": f"{person['name']}搬家"})
        second = send(resident, case, "withdraw", {"reason": person["phone"]})
        assert (filed.status_code, first.status_code, second.status_code) == (201, 200, 409)
        resident.get("/items", params={"q": person["name"] + person["id_number"]})
        resident.get(f"/nowhere/{person['phone']}")
    asyncio.run(apply_at_kiosk(state["urls"]))
    return Told(case, second.headers["x-trace-id"])


async def apply_at_kiosk(urls: dict[str, str]) -> None:
    """Go from the card to the receipt."""
    kiosk = SimulatedKiosk(None, urls["终端屏幕 Kiosk screen"], urls["终端设备 Kiosk devices"])
    await kiosk.until(online=True, open=True)
    await kiosk.act("start", item=AT_KIOSK)
    await kiosk.act("lay_card")
    await kiosk.at_desk(lay=ACCOUNT)
    await kiosk.until(step="form")
    example = loaded.library()[Catalogue].item(AT_KIOSK).example
    while (await kiosk.act("answer", answers=example))["step"] == "form":
        pass
    await kiosk.act("confirm")
    await kiosk.until(step="done", receipt="printed")
    await kiosk.act("finish")


def files(yimen: Yimen) -> list[Path]:
    """Return every log of every process, Ray's and ours on it, platform, kiosk and database, and
    the spans of the requests."""
    ray = Path(yimen.status()["ray_folder"]) / "session_latest" / "logs"
    found = [file for file in ray.rglob("*") if file.is_file()]
    return [*found, *yimen.data.rglob("*.log"), *yimen.traces.iterdir()]


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

    assert {"worker", "raylet", "platform", "agent", "mongod", "web", "host"} <= names
    events = {line["event"] for line in lines(yimen)}
    assert {"host.started", "projector.started", "command.refused"} <= events


def test_no_log_names_anybody_of_the_city(yimen: Yimen, told: Told) -> None:
    city = load_city()
    personal = {
        word
        for person in city.applicants
        for word in (person.name.zh, person.name.en, person.id_number, person.phone)
    }
    personal |= {member.name.zh for member in city.staff.values()}
    personal |= set(yimen.passwords().values())

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
    logged = json.dumps(lines(yimen))

    assert not {account for account in accounts if account in logged}


def test_every_line_about_a_case_carries_case_and_trace(yimen: Yimen, told: Told) -> None:
    about = [line for line in lines(yimen) if line.get("case") == told.case]

    (refused,) = [line for line in about if line["event"] == "command.refused"]
    assert (refused["command"], refused["kind"]) == ("Withdraw", "not_now")
    assert refused["trace"] == told.trace
    assert all(line["trace"] for line in about)


def test_the_kiosk_logs_one_object_a_line(yimen: Yimen, told: Told) -> None:
    log = yimen.data / "kiosk" / "agent.log"
    until(lambda: log.stat().st_size > 0)

    for line in log.read_text("utf-8").splitlines():
        assert {"at", "level", "event"} <= set(json.loads(line))
