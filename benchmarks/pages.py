"""What pages cost: at rest, in CPU time, and when lists hold a million rows.

Beside each page, in the same run and in turns, stands its limit: the same template with a fixed
context on bare FastAPI; beside pages that all share, an empty route. What the process does without
being asked is measured before and left out. The followers work in a process of their own, as they
do on a platform. `python -m benchmarks.pages --json` measures.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

from actors.blocks.cases.catalogue import Catalogue
from actors.library import load_city, load_library
from benchmarks.cases import ITEM, reviewer
from benchmarks.cpu import cpu_seconds
from benchmarks.database import database_of_its_own
from benchmarks.load import Outcome, Plan, run_apart
from benchmarks.machine import free_ports, host
from benchmarks.pages_rows import RESIDENT, Rows
from benchmarks.printing import parser, show, tell
from serve_apps.blocks.accounts.sample_city import DEMO_PASSWORDS
from serve_apps.front.secrets_file import with_passwords
from storage.settings import StorageSettings

CASES = 1_000_000
FEW = 10_000
SECONDS, WARM_UP = 3.0, 0.5
ROUNDS = 3
CONNECTIONS = 8
ROLES = {"supervisor": "supervisor", "work_body": "work_body"}  # whoever holds it asks
Tell = Callable[[str], None]
Started = tuple["subprocess.Popen[str]", str]


@dataclass(frozen=True)
class Page:
    """One address and who asks for it: "", "resident", "officer" or one of ROLES. `listing`: it
    reads rows, and may not grow with their number. `shared`: it is made once for everybody."""

    name: str
    path: str
    by: str = ""
    listing: bool = False
    shared: bool = False


def pages(case: str) -> tuple[Page, ...]:
    """Return what is measured."""
    return (
        Page("hall", "/", shared=True),
        Page("search", f"/items?q={quote('居住证')}", shared=True),
        Page("guide", f"/items/{ITEM}", shared=True),
        Page("my_cases", "/cases", "resident", listing=True),
        Page("inbox", "/staff", "officer", listing=True),
        Page("one_case", f"/staff/cases/{case}", "officer"),
        Page("staff_search", f"/staff/search?q={quote('食品')}", "officer", listing=True),
        Page("wall", "/oversight", "supervisor"),
        Page("all_cases", "/oversight/cases", "supervisor", listing=True),
        Page("published", "/published", listing=True),
        Page("suggestions", "/suggestions", "work_body", listing=True),
    )


def measure(tell: Tell, cases: int | None = None) -> dict[str, Any]:
    """Measure all pages with few cases and with `cases`, and return figures and ratios.

    `tell` hears what is being done.
    """
    cases = cases or CASES
    figures: dict[str, Any] = {"cases": cases, "few": FEW}
    medians: dict[tuple[str, int], float] = {}
    with (
        tempfile.TemporaryDirectory(prefix="yimen-bench-") as at,
        database_of_its_own(Path(at)) as storage,
        _behind(storage, Path(at)) as case,
    ):
        rows = Rows(storage, case)
        for size in (FEW, cases):
            tell(f"{size:,} cases")
            began = time.perf_counter()
            rows.fill(size)
            figures[f"filled_{size}_s"] = round(time.perf_counter() - began, 1)
            with _server(storage, Path(at)) as server:
                for page in pages(case):
                    tell(f"{page.name} among {size:,}")
                    rest = server.run(page, 1)
                    medians[page.name, size] = rest.p50_ms
                    figures |= {
                        f"{page.name}_{size}_p50_ms": round(rest.p50_ms, 2),
                        f"{page.name}_{size}_p95_ms": round(rest.p95_ms, 2),
                    }
                if size == cases:
                    found = _against_limits(server, pages(case), tell)
    of_bare = {p.name: found[p.name] for p in pages("") if not p.shared}
    growth = {p.name: medians[p.name, cases] / medians[p.name, FEW] for p in pages("") if p.listing}
    for name, (own, limit) in found.items():
        figures[f"{name}_per_cpu_second"] = round(own, 1)
        figures[f"{name}_limit_per_cpu_second"] = round(limit, 1)
    shared = [found[page.name] for page in pages("") if page.shared]
    return {
        "name": "pages",
        "host": host(),
        "figures": figures,
        "ratios": {
            **{f"of_bare_{name}": round(own / limit, 3) for name, (own, limit) in of_bare.items()},
            "of_bare": round(min(own / limit for own, limit in of_bare.values()), 3),
            **{f"million_to_10k_{name}": round(each, 2) for name, each in growth.items()},
            "million_to_10k": round(max(growth.values()), 2),
            "shared_of_empty": round(statistics.median(own / empty for own, empty in shared), 3),
        },
    }


def _against_limits(
    server: "Server", asked: Sequence[Page], tell: Tell
) -> dict[str, tuple[float, float]]:
    """Return how many of each page a second of CPU makes, and how many of its limit: the empty
    route for those that are shared. Medians of rounds, each taking them in turns."""
    found: dict[str, tuple[list[float], list[float]]] = {page.name: ([], []) for page in asked}
    for turn in range(ROUNDS):
        for page in asked:
            tell(f"round {turn + 1} of {ROUNDS}: {page.name} against its limit")
            own, limit = found[page.name]
            own.append(server.per_cpu_second(page))
            limit.append(server.per_cpu_second(None if page.shared else page, limit=True))
    return {
        name: (statistics.median(own), statistics.median(limit))
        for name, (own, limit) in found.items()
    }


class Server:
    """A running server and its clients."""

    def __init__(
        self, process: "subprocess.Popen[str]", ports: tuple[int, int], folder: Path
    ) -> None:
        self._process = process
        self._port, self._limit_port = ports
        self._folder = folder
        passwords = with_passwords(folder / "secrets.json", DEMO_PASSWORDS).passwords
        library, city = load_library(), load_city()
        staff = {"officer": reviewer(city, library[Catalogue].item(ITEM))}
        for name, role in ROLES.items():
            staff[name] = next(m for m in city.staff.values() if role in m.roles)
        self._tokens = {"resident": self._sign_in(RESIDENT, passwords["resident"])}
        for name, member in staff.items():
            self._tokens[name] = self._sign_in(member.account, passwords["staff"])
        before = cpu_seconds(process.pid)
        time.sleep(SECONDS)
        self._idle = (cpu_seconds(process.pid) - before) / SECONDS

    def run(
        self, page: Page | None, connections: int, *, limit: bool = False, warm_up: float = WARM_UP
    ) -> Outcome:
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
        plan = Plan(port, SECONDS, warm_up, headers, lanes, method="GET")
        outcome = run_apart(plan, self._folder)
        if set(outcome.statuses) != {"200"}:
            raise RuntimeError(f"{path}: {outcome.statuses}")
        return outcome

    def per_cpu_second(self, page: Page | None, *, limit: bool = False) -> float:
        """Return how many answers a second of the server's CPU makes; what it does anyhow is left
        out."""
        before, began = cpu_seconds(self._process.pid), time.perf_counter()
        outcome = self.run(page, CONNECTIONS, limit=limit, warm_up=0.0)
        seconds = time.perf_counter() - began
        used = cpu_seconds(self._process.pid) - before - self._idle * seconds
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
def _process(module: str, storage: StorageSettings, *arguments: object) -> Iterator[Started]:
    """Run a module until the context is left, and yield it with the first line it prints."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
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
        yield process, process.stdout.readline()
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _behind(storage: StorageSettings, folder: Path) -> Iterator[str]:
    """Run what stands behind the channels, and yield the id of a case under review."""
    with _process("benchmarks.pages_behind", storage, folder) as (_, told):
        yield json.loads(told)["case"]


@contextmanager
def _server(storage: StorageSettings, folder: Path) -> Iterator[Server]:
    ports = free_ports(2)
    with _process("benchmarks.pages_server", storage, *ports, folder) as (process, _):
        yield Server(process, (ports[0], ports[1]), folder)


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("--cases", type=int, default=CASES)
    chosen = options.parse_args()
    show(measure(tell, chosen.cases), as_json=chosen.json)


if __name__ == "__main__":
    main()
