"""A closed-loop HTTP load generator: so many connections, each with one request under way.

Runs in a process of its own, so that its work is not taken for the server's. It speaks just enough
HTTP/1.1 for answers with a Content-Length, which keeps it several times cheaper than what it
measures.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import uvloop


@dataclass(frozen=True)
class Plan:
    """What to send.

    `lanes` holds, for each connection, the (path, body) pairs that it sends in turn, again and
    again. `headers` go with every request, as does a fresh Idempotency-Key. `seconds` is how long;
    answers within the first `warm_up` seconds do not count.
    """

    port: int
    seconds: float
    warm_up: float
    headers: dict[str, str]
    lanes: list[list[tuple[str, str]]]
    method: str = "POST"


@dataclass(frozen=True)
class Outcome:
    """What came back: answers per second, latencies in milliseconds, answers by status."""

    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    statuses: dict[str, int]


class Connection(asyncio.Protocol):
    """One connection: sends, waits for the whole answer, sends the next."""

    def __init__(self, plan: Plan, lane: int, until: float, done: asyncio.Future[None]) -> None:
        self._plan = plan
        self._requests = plan.lanes[lane]
        self._name = f"{time.time_ns():x}-{lane}"
        self._until = until
        self._done = done
        self._sent = 0
        self._began = 0.0
        self._buffer = b""
        self.answers: list[tuple[float, float, str]] = []  # (moment, seconds, status)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._send()

    def _send(self) -> None:
        path, body = self._requests[self._sent % len(self._requests)]
        self._sent += 1
        lines = [
            f"{self._plan.method} {path} HTTP/1.1",
            "Host: 127.0.0.1",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            f"Idempotency-Key: {self._name}-{self._sent}",
            *(f"{name}: {value}" for name, value in self._plan.headers.items()),
        ]
        self._began = time.perf_counter()
        self._transport.write(("\r\n".join(lines) + "\r\n\r\n" + body).encode())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, separator, rest = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line[15:])
        if len(rest) < length:
            return
        self._buffer = rest[length:]
        now = time.perf_counter()
        self.answers.append((now, now - self._began, head[9:12].decode()))
        if now < self._until:
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)


async def drive(plan: Plan) -> Outcome:
    """Carry out `plan` and return what came back."""
    loop = asyncio.get_running_loop()
    start = time.perf_counter()
    until = start + plan.seconds
    connections: list[Connection] = []
    waits: list[asyncio.Future[None]] = []
    for lane in range(len(plan.lanes)):
        wait: asyncio.Future[None] = loop.create_future()
        _, connection = await loop.create_connection(
            lambda lane=lane, wait=wait: Connection(plan, lane, until, wait),
            "127.0.0.1",
            plan.port,
        )
        connections.append(connection)
        waits.append(wait)
    await asyncio.wait(waits, timeout=plan.seconds + 30)
    return summarise(
        [answer for connection in connections for answer in connection.answers],
        since=start + plan.warm_up,
        until=until,
    )


def summarise(
    answers: Sequence[tuple[float, float, str]], *, since: float, until: float
) -> Outcome:
    """Count the answers between `since` and `until`; only status 2xx makes throughput."""
    counted = [answer for answer in answers if since <= answer[0] <= until]
    good = sorted(seconds for _, seconds, status in counted if status.startswith("2"))
    statuses: dict[str, int] = {}
    for _, _, status in counted:
        statuses[status] = statuses.get(status, 0) + 1
    if not good:
        return Outcome(0.0, 0.0, 0.0, 0.0, statuses)
    return Outcome(
        per_second=len(good) / (until - since),
        p50_ms=good[len(good) // 2] * 1000,
        p95_ms=good[min(len(good) - 1, len(good) * 95 // 100)] * 1000,
        p99_ms=good[min(len(good) - 1, len(good) * 99 // 100)] * 1000,
        statuses=statuses,
    )


def run_apart(plan: Plan, folder: Path) -> Outcome:
    """Carry out `plan` in a process of its own and return what came back.

    Raises:
        CalledProcessError: the generator failed.
    """
    file = folder / "plan.json"
    file.write_text(json.dumps(asdict(plan)), "utf-8")
    command = [sys.executable, "-m", "benchmarks.load", str(file)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    return Outcome(**json.loads(result.stdout))


def main() -> None:
    """Read a plan from the file named on the command line and print the outcome as JSON."""
    written = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    lanes = [[(path, body) for path, body in lane] for lane in written.pop("lanes")]
    print(json.dumps(asdict(uvloop.run(drive(Plan(lanes=lanes, **written))))))


if __name__ == "__main__":
    main()
