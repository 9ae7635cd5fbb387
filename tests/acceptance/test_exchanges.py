"""Cases are exchanged with a department's own system: a process of its own that is late, says
things twice and out of order, breaks and falls silent (HALL-26)."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest

from actors.blocks.calls.shell.finding import settings_file
from actors.blocks.exchanges.records import ExchangeState, exchange_id
from actors.blocks.exchanges.shell.department import Department
from actors.blocks.exchanges.shell.fetching import fetch
from actors.blocks.exchanges.shell.signing import signed_headers
from actors.kernel.deadlines import local_day
from storage.own_files import write_over
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key
from tests.ports import free_port
from tests.waiting import until

pytestmark = pytest.mark.feature("HALL-26")
SYSTEM, ITEM, RESIDENT = "urban_management_approval", "LHSY-01", "chen_jiahui"
TOKEN, KEY, REPORT_KEY = "t" * 32, "ab" * 32, "cd" * 32
NEXT_KEY, NEXT_REPORT_KEY = "12" * 32, "34" * 32


class Elsewhere:
    """The stand-in, as tests speak with it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def behave(self, **told: Any) -> None:
        httpx.post(f"{self.url}/behave", json=told).raise_for_status()

    def work(self, case: str, *steps: dict[str, Any]) -> list[dict[str, Any]]:
        wish = {"case": case, "steps": list(steps)}
        return httpx.post(f"{self.url}/work", json=wish).raise_for_status().json()["told"]

    def told(self, case: str) -> list[str]:
        """The codes of what it was told of a case, in its order."""
        cases = httpx.get(f"{self.url}/log").json()["cases"]
        return [each["code"] for each in cases.get(case, ())]


def settings(url: str, keys: str = KEY, report_keys: str = REPORT_KEY) -> dict[str, str]:
    return {"url": url, "token": TOKEN, "keys": keys, "report_keys": report_keys}


def connected(url: str, **keys: str) -> None:
    """Name the system in the file of parties."""
    lines = "".join(f"{k} = {json.dumps(v)}\n" for k, v in settings(url, **keys).items())
    write_over(settings_file(), f"[{SYSTEM}]\n{lines}".encode())


@pytest.fixture(scope="module")
def department(site: Site) -> Iterator[Elsewhere]:
    """The system, connected and well-behaved."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    secrets = {
        "DEPARTMENT_TOKEN": TOKEN,
        "DEPARTMENT_KEYS": KEY,
        "DEPARTMENT_REPORT_KEYS": REPORT_KEY,
    }
    command = [sys.executable, "-m", "serve_apps.standins.department_system", "--port", str(port)]
    command += ["--report-to", f"{site.url}/intake/exchanges/{SYSTEM}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | secrets)
    try:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["standin"] == "no real department"
        with httpx.Client(transport=httpx.HTTPTransport(retries=6)) as client:
            client.get(f"{url}/log").raise_for_status()
        connected(url)
        yield Elsewhere(url)
    finally:
        settings_file().unlink(missing_ok=True)
        process.terminate()
        process.wait(10)


@pytest.fixture
def case(site: Site, department: Elsewhere) -> str:
    """A case that somebody has just applied for, and that is exchanged since."""
    department.behave()
    with site.client(RESIDENT) as resident:
        answer = apply(resident, application(site, ITEM))
    assert answer.status_code == 201, answer.text
    case = answer.json()["case"]
    until(lambda: bool(exchange(site, case).subject))
    return case


def exchange(site: Site, case: str) -> ExchangeState:
    key = f"exchange:{exchange_id(f'case:{case}', SYSTEM)}"

    async def show() -> ExchangeState:
        assert site.services is not None
        return (await site.services.sender.show(key)).state

    return site.run(show())


def phase(site: Site, case: str) -> str:
    async def show() -> str:
        assert site.services is not None
        return (await site.services.sender.show(f"case:{case}")).state.phase

    return site.run(show())


def carried(site: Site, case: str) -> list[str]:
    """How far each step of the department's is."""
    return [each.state for each in exchange(site, case).taken]


def step(code: str, officer: str = "0231", **facts: Any) -> dict[str, Any]:
    return {"code": code, "officer": officer, "facts": facts}


GRANTED = (
    step("WSYSL"),
    step("SL", outcome="accepted"),
    step("TBCXSQ", procedure="inspection", days=3, reason="现场踏勘"),
    step("TBCXJG", result="符合条件"),
    step("SPCL", opinion="agree", comment="同意"),
    step("BJ", "0007", outcome="granted"),
)


def test_a_case_goes_there_and_its_decision_comes_back(
    site: Site, department: Elsewhere, case: str
) -> None:
    until(lambda: department.told(case) == ["SB"])

    department.work(case, *GRANTED)
    until(lambda: phase(site, case) == "granted")
    until(lambda: carried(site, case) == ["carried"] * 6)
    until(lambda: exchange(site, case).phase == "settled")
    assert department.told(case) == ["SB"]  # its own decisions are not told back


def test_whatever_the_system_does_wrong_every_step_takes_effect_once(
    site: Site, department: Elsewhere, case: str
) -> None:
    until(lambda: department.told(case) == ["SB"])
    department.behave(
        doubled=3, reordered=True, report_delay=60, delay=20, fails_before=0.4, fails_after=0.4
    )

    department.work(case, *GRANTED)
    until(lambda: phase(site, case) == "granted")
    until(lambda: carried(site, case) == ["carried"] * 6)


def test_a_step_that_may_have_arrived_is_asked_for_and_not_told_again(
    site: Site, department: Elsewhere
) -> None:
    department.behave(fails_after=1.0)
    with site.client(RESIDENT) as resident:
        case = apply(resident, application(site, ITEM)).json()["case"]

    until(lambda: [each.state for each in exchange(site, case).sent] == ["delivered"], 60)
    assert department.told(case) == ["SB"]


def test_what_never_arrived_is_found_in_the_list_of_the_day(
    site: Site, department: Elsewhere, case: str
) -> None:
    until(lambda: department.told(case) == ["SB"])
    department.behave(untold=1.0)
    department.work(case, step("SL", outcome="accepted"))
    assert exchange(site, case).taken == ()
    adapter = Department(settings(department.url))

    async def fetched() -> int:
        assert site.services is not None
        today = local_day(datetime.now(UTC))
        return await fetch(site.services.sender, SYSTEM, adapter, today)

    assert site.run(fetched()) == site.run(fetched())  # what has arrived is not taken again
    until(lambda: phase(site, case) == "accepted")
    until(lambda: carried(site, case) == ["carried"])


def report(site: Site, told: dict[str, Any], old: float = 0, key: str = REPORT_KEY) -> Any:
    body = json.dumps(told).encode()
    keys = [bytes.fromhex(key)]
    headers = signed_headers(keys, f"{told['case']}.{told['seq']}", time.time() - old, body)
    return httpx.post(f"{site.url}/intake/exchanges/{SYSTEM}", content=body, headers=headers)


def test_nobody_else_tells_steps_and_none_that_is_repeated_has_an_effect(
    site: Site, department: Elsewhere, case: str
) -> None:
    at = datetime.now(UTC).isoformat()
    told = {"case": case, "seq": 1, "at": at, **step("SL", outcome="accepted")}

    assert report(site, told, key="ef" * 32).status_code == 403
    assert report(site, told, old=3_600).status_code == 403  # caught, and sent again later
    assert report(site, told | {"at": "2026-03-02T10:00:00"}).status_code == 422
    assert report(site, told | {"code": "XX"}).status_code == 422
    assert report(site, told | {"code": "SB"}).status_code == 422
    assert report(site, told | {"case": "f" * 32}).status_code == 404
    assert report(site, told).status_code == 200
    until(lambda: carried(site, case) == ["carried"])
    assert report(site, told).json() == {"case": case, "seq": 1, "state": "carried", "next": 2}
    assert len(exchange(site, case).taken) == 1
    unknown = f"{site.url}/intake/exchanges/nobody"
    assert httpx.post(unknown, content=b"{}").status_code == 404


def test_the_system_asks_how_far_its_steps_are(
    site: Site, department: Elsewhere, case: str
) -> None:
    told = {"case": case, "seq": 1, "at": datetime.now(UTC).isoformat()}
    assert report(site, told | step("BJ", outcome="granted")).status_code == 200
    until(lambda: exchange(site, case).phase == "troubled")

    def asked(about: str) -> httpx.Response:
        headers = signed_headers([bytes.fromhex(REPORT_KEY)], about, time.time(), b"")
        return httpx.get(f"{site.url}/intake/exchanges/{SYSTEM}/{case}", headers=headers)

    assert asked("f" * 32).status_code == 403
    answer = asked(f"{case}/{uuid4().hex}").json()
    assert (answer["next"], answer["steps"][0]["state"]) == (1, "refused")
    assert answer["steps"][0]["reasons"] == ["case.not_now"]


def test_operators_see_what_is_stuck_and_take_it_up_again(
    site: Site, department: Elsewhere, case: str
) -> None:
    department.work(case, step("SPCL", opinion="agree", comment="同意种植方案"))
    until(lambda: exchange(site, case).phase == "troubled")
    id = exchange_id(f"case:{case}", SYSTEM)

    def listed() -> str:
        with site.client("operator", language="zh") as operator:
            return operator.get("/departments").text

    until(lambda: f"/exchanges/{id}" in listed())
    with site.client("operator", language="zh") as operator, site.client("hall_clerk") as clerk:
        page = operator.get(f"/exchanges/{id}")
        assert page.status_code == 200, page.text
        assert "无法执行" in page.text and "SPCL" in page.text
        assert "同意种植方案" not in page.text
        assert clerk.get("/departments").status_code == 403
        told = operator.get("/api/v1/departments").json()["systems"][0]
        assert (told["name"], told["exchanges"]["troubled"] >= 1) == (SYSTEM, True)
        address = f"/api/v1/exchanges/{id}"
        department.work(case)
        left = {"way": "in", "seq": 1, "reason": "部门误报"}
        assert clerk.post(f"{address}/leave_step", json=left, headers=key()).status_code == 404
        assert operator.post(f"{address}/leave_step", json=left, headers=key()).status_code == 200
    department.work(case, step("SL", outcome="accepted"))
    until(lambda: phase(site, case) == "accepted")


def test_secrets_are_changed_without_a_gap(site: Site, department: Elsewhere, case: str) -> None:
    until(lambda: department.told(case) == ["SB"])
    connected(
        department.url, keys=f"{NEXT_KEY} {KEY}", report_keys=f"{NEXT_REPORT_KEY} {REPORT_KEY}"
    )
    department.work(case, step("SL", outcome="accepted"))  # still with the old one
    until(lambda: phase(site, case) == "accepted")
    department.behave(keys=NEXT_KEY, report_keys=NEXT_REPORT_KEY)
    department.work(case, step("SPCL", opinion="agree"))
    until(lambda: len(exchange(site, case).taken) == 2)
    connected(department.url, keys=NEXT_KEY, report_keys=NEXT_REPORT_KEY)
    told = {"case": case, "seq": 3, "at": datetime.now(UTC).isoformat()}
    last = told | step("BJ", "0007", outcome="granted")
    assert report(site, last, key=REPORT_KEY).status_code == 403
    assert report(site, last, key=NEXT_REPORT_KEY).status_code == 200
    until(lambda: phase(site, case) == "granted")
    connected(department.url)
    department.behave(keys=KEY, report_keys=REPORT_KEY)
