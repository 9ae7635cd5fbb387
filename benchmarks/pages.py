"""What pages cost: at rest, in CPU time, and when lists hold a million rows.

Beside each page, in the same run, stands its limit: the same template with a fixed context on bare
FastAPI; beside pages that all share, an empty route. `python -m benchmarks.pages --json` measures.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

import pymongo

from actors.blocks.cases.catalogue import Catalogue
from actors.library import load_city, load_library
from benchmarks.cases import ITEM, reviewer
from benchmarks.cpu import cpu_seconds
from benchmarks.database import database_of_its_own
from benchmarks.load import Outcome, Plan, run_apart
from benchmarks.machine import free_ports, host
from benchmarks.printing import parser, show, tell
from serve_apps.blocks.accounts.sample_city import DEMO_PASSWORDS
from serve_apps.front.secrets_file import with_passwords
from storage.settings import StorageSettings

CASES = 1_000_000
FEW = 10_000
SECONDS, WARM_UP = 4.0, 1.0
CONNECTIONS = 8
RESIDENT = "chen_jiahui"
_BATCH = 5_000
_CLOSED = 0.9  # of all cases: a city's are mostly done
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Page:
    """One address and who asks for it: "", "resident", "officer" or "supervisor". `listing`: it
    reads rows, and may not grow with their number."""

    name: str
    path: str
    by: str = ""
    listing: bool = False


def pages(case: str) -> tuple[Page, ...]:
    """Return what is measured."""
    return (
        Page("hall", "/"),
        Page("search", f"/items?q={quote('居住证')}"),
        Page("guide", f"/items/{ITEM}"),
        Page("my_cases", "/cases", "resident", listing=True),
        Page("inbox", "/staff", "officer", listing=True),
        Page("one_case", f"/staff/cases/{case}", "officer"),
        Page("staff_search", f"/staff/search?q={quote('食品')}", "officer", listing=True),
        Page("wall", "/oversight", "supervisor"),
        Page("all_cases", "/oversight/cases", "supervisor", listing=True),
    )


def measure(tell: Tell, cases: int | None = None) -> dict[str, Any]:
    """Measure all pages with few cases and with `cases`, and return figures and ratios.

    `tell` hears what is being done.
    """
    cases = cases or CASES
    figures: dict[str, Any] = {"cases": cases, "few": FEW}
    medians: dict[tuple[str, int], float] = {}
    with (
        tempfile.TemporaryDirectory(prefix="yimen-bench-") as folder,
        database_of_its_own(Path(folder)) as storage,
        _server(storage, Path(folder)) as server,
    ):
        held = 0
        for size in (FEW, cases):
            tell(f"{size:,} cases")
            server.fill(held, size)
            held = size
            for page in pages(server.case):
                tell(f"{page.name} among {size:,}")
                rest = server.run(page, 1)
                medians[page.name, size] = rest.p50_ms
                figures |= {
                    f"{page.name}_{size}_p50_ms": round(rest.p50_ms, 2),
                    f"{page.name}_{size}_p95_ms": round(rest.p95_ms, 2),
                }
        of_bare: dict[str, float] = {}
        shared: list[float] = []
        empty = server.per_cpu_second(None)
        figures["empty_route_per_cpu_second"] = round(empty, 1)
        for page in pages(server.case):
            tell(f"{page.name} against its limit")
            own, limit = server.per_cpu_second(page), server.per_cpu_second(page, limit=True)
            figures[f"{page.name}_per_cpu_second"] = round(own, 1)
            figures[f"{page.name}_limit_per_cpu_second"] = round(limit, 1)
            if page.by:
                of_bare[page.name] = round(own / limit, 3)
            else:
                shared.append(own / empty)
    growth = {
        page.name: medians[page.name, cases] / medians[page.name, FEW]
        for page in pages("")
        if page.listing
    }
    return {
        "name": "pages",
        "host": host(),
        "figures": figures,
        "ratios": {
            **{f"of_bare_{name}": ratio for name, ratio in of_bare.items()},
            "of_bare": min(of_bare.values()),
            **{f"million_to_10k_{name}": round(each, 2) for name, each in growth.items()},
            "million_to_10k": round(max(growth.values()), 2),
            "shared_of_empty": round(statistics.median(shared), 3),
        },
    }


class Server:
    """A running server, its clients and its rows."""

    def __init__(
        self, process: "subprocess.Popen[str]", ports: tuple[int, int], storage: StorageSettings,
        folder: Path, case: str,
    ) -> None:  # fmt: skip
        self.case = case
        self._process = process
        self._port, self._limit_port = ports
        self._folder = folder
        self._database = pymongo.MongoClient[dict[str, Any]](storage.uri)[storage.database]
        passwords = with_passwords(folder / "secrets.json", DEMO_PASSWORDS).passwords
        library, city = load_library(), load_city()
        officer = reviewer(city, library[Catalogue].item(ITEM))
        supervisor = next(m for m in city.staff.values() if "supervisor" in m.roles)
        self._tokens = {
            "resident": self._sign_in(RESIDENT, passwords["resident"]),
            "officer": self._sign_in(officer.account, passwords["staff"]),
            "supervisor": self._sign_in(supervisor.account, passwords["staff"]),
        }

    def fill(self, held: int, size: int) -> None:
        """Write rows of cases until there are `size`, `held` being there."""
        rows = self._database["cases"]
        pattern = rows.find_one({"_id": self.case})
        while pattern is None or "item" not in pattern:
            pattern = rows.find_one({"_id": self.case})
        for start in range(held, size, _BATCH):
            numbers = range(start, min(start + _BATCH, size))
            rows.insert_many([_copy(pattern, number) for number in numbers], ordered=False)

    def run(self, page: Page | None, connections: int, *, limit: bool = False) -> Outcome:
        """Ask for `page` (or its limit; None: the empty route) over and over.

        Raises:
            RuntimeError: it is not answered with 200.
        """
        headers = {"Accept": "text/html"}
        if page is None:
            path = "/empty"
        elif limit:
            path = f"/limit?path={quote(page.path, safe='')}"
        else:
            path = page.path
            headers |= {"Authorization": f"Bearer {self._tokens[page.by]}"} if page.by else {}
        port = self._limit_port if limit or page is None else self._port
        lanes = [[(path, "")]] * connections
        plan = Plan(port, SECONDS, WARM_UP, headers, lanes, method="GET")
        outcome = run_apart(plan, self._folder)
        if set(outcome.statuses) != {"200"}:
            raise RuntimeError(f"{path}: {outcome.statuses}")
        return outcome

    def per_cpu_second(self, page: Page | None, *, limit: bool = False) -> float:
        """Return how many answers a second of the server's CPU makes."""
        before = cpu_seconds(self._process.pid)
        outcome = self.run(page, CONNECTIONS, limit=limit)
        used = cpu_seconds(self._process.pid) - before
        return outcome.per_second * SECONDS / used

    def _sign_in(self, account: str, password: str) -> str:
        body = json.dumps({"account": account, "password": password}).encode()
        request = Request(
            f"http://127.0.0.1:{self._port}/api/v1/sessions",
            body,
            {"Content-Type": "application/json"},
        )
        with urlopen(request, timeout=30) as answer:
            return str(json.load(answer)["token"])


@contextmanager
def _server(storage: StorageSettings, folder: Path) -> Iterator[Server]:
    ports = free_ports(2)
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.pages_server", *map(str, ports), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
        env={
            **os.environ,
            "YIMEN_MONGODB_URI": storage.uri,
            "YIMEN_DATABASE": storage.database,
            "YIMEN_DEMO": "1",
        },
    )
    try:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        yield Server(process, (ports[0], ports[1]), storage, folder, told["case"])
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _copy(pattern: dict[str, Any], number: int) -> dict[str, Any]:
    """Return a row like `pattern`, of a case of its own: its number, its day, its end."""
    chance = random.Random(number)
    closed = chance.random() < _CLOSED
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=30 * number % 28_000_000)
    account = RESIDENT if number < FEW and number % 500 == 0 else f"p{number % 50_000}"
    row = {
        **pattern,
        "_id": f"{number:032x}",
        "number": f"{pattern['number'][:-4]}{number:09d}",
        "applicant": {**pattern["applicant"], "account": account},
        "updated_at": at,
        "urgent_by": (at + timedelta(days=20)).date().isoformat(),
    }
    if closed:
        row |= {"phase": "delivered", "closed": True, "tasks": [], "urgent_by": "9999-12-31"}
        row["waits_for"] = []
    row["urgency"] = f"{pattern['urgency'][0]}{row['urgent_by']}"
    return row


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("--cases", type=int, default=CASES)
    chosen = options.parse_args()
    show(measure(tell, chosen.cases), as_json=chosen.json)


if __name__ == "__main__":
    main()
