"""What telling people costs, and that nobody is told twice or not at all: by an SMS gateway and a
mail server that fail, from a platform that is killed again and again.

`python -m benchmarks.messages [--people 750] [--kills 4] [--json]`

Each person proves a telephone and a mail address, and is told something by both: four letters. They
leave at the pace of the platform, 3,000 a minute.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import msgspec

from actors.kinds import platform_collections
from actors.runtime.memory import resident_bytes
from benchmarks import machine, printing
from benchmarks.cpu import cpu_seconds
from benchmarks.database import database_of_its_own
from benchmarks.mail_sink import MailSink
from benchmarks.messages_platform import Asked, address_of
from storage.mongo import Database, connect
from storage.schema import prepare
from storage.settings import StorageSettings

PEOPLE = 750
KILLS = 4
EVERY = 8.0  # seconds between two kills
AWAY = 3.0  # seconds that the mail server is away in the middle of each
LETTERS = 4  # of each person
PATIENCE = 1_800.0  # seconds that everything may take
KEY, REPORT_KEY = "bench-key", "00112233445566778899aabbccddeeff"
OVER = ("delivered", "bounced", "dead", "unknown")
FAULTS: Mapping[str, Any] = {
    "forgetful": True,  # it does not know ids again: whoever repeats himself is found out
    "fails_before": 0.05,
    "fails_after": 0.03,
    "silent_after": 0.01,
    "silence": 20_000,
    "unreported": 0.3,
    "report_delay": 300,
    "doubled": 2,
    "reordered": True,
}
Tell = Callable[[str], None]


class Platform:
    """The process that tells people, started again when it was killed."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self.spent = 0.0  # CPU-seconds of those that were killed
        self.most = 0  # bytes
        self.first = 0  # bytes, before anybody was told
        self.start()

    def start(self) -> None:
        """Start it, and wait until it carries."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.messages_platform"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(self._asked) + b"\n")
        self._process.stdin.flush()
        if self._process.stdout.readline() != b"carrying\n":
            raise RuntimeError("the platform did not start")
        self.first = self.first or resident_bytes(self._process.pid)
        self._began = cpu_seconds(self._process.pid)  # what starting takes is not of messages

    def look(self) -> None:
        """Note how much memory it takes."""
        self.most = max(self.most, resident_bytes(self._process.pid))

    def kill(self) -> None:
        """Kill it, as `kill -9` does."""
        self.look()
        self.spent += cpu_seconds(self._process.pid) - self._began
        self._process.kill()
        self._process.communicate()


class Gateway:
    """The stand-in for the SMS gateway, as a process."""

    def __init__(self, port: int, report_to: str) -> None:
        words = ["-m", "serve_apps.standins.sms_gateway", "--port", str(port)]
        self._process = subprocess.Popen(
            [sys.executable, *words, "--report-to", report_to],
            stdout=subprocess.PIPE,
            env={**os.environ, "SMS_KEY": KEY, "SMS_REPORT_KEY": REPORT_KEY},
        )
        assert self._process.stdout is not None
        self.url: str = json.loads(self._process.stdout.readline())["url"]
        machine.await_port(port)
        httpx2.post(f"{self.url}/behave", json=dict(FAULTS)).raise_for_status()

    def received(self) -> Sequence[Mapping[str, str]]:
        """Return what phones received, in that order."""
        return httpx2.get(f"{self.url}/log", timeout=60).raise_for_status().json()

    def end(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()


def measure(tell: Tell, people: int = PEOPLE, kills: int = KILLS) -> dict[str, Any]:
    """Have `people` told from a platform that is killed `kills` times; return figures.

    Raises:
        TimeoutError: letters are still on their way after half an hour.
    """
    with (
        tempfile.TemporaryDirectory(prefix="yimen-bench-") as folder,
        database_of_its_own(Path(folder)) as storage,
    ):
        return asyncio.run(_measure(tell, storage, Path(folder), people, kills))


async def _measure(
    tell: Tell, storage: StorageSettings, folder: Path, people: int, kills: int
) -> dict[str, Any]:
    database = connect(storage)
    await prepare(database, platform_collections())
    ports = machine.free_ports(3)
    sink = MailSink(ports[1], busy=0.02, drops=0.01)
    await sink.start()
    reports = f"http://127.0.0.1:{ports[2]}/reports"
    gateway = await asyncio.to_thread(Gateway, ports[0], reports)
    asked = Asked(
        uri=storage.uri,
        database=storage.database,
        data=str(folder),
        people=people,
        gateway=gateway.url,
        reports=ports[2],
        mail=ports[1],
        key=KEY,
        report_key=REPORT_KEY,
    )
    tell(f"{people * LETTERS} letters to {people} people")
    platform = await asyncio.to_thread(Platform, asked)
    began = time.monotonic()
    try:
        for n in range(kills):
            await _while(platform, EVERY - AWAY)
            await sink.stop()
            await _while(platform, AWAY)
            tell(f"kill {n + 1} of {kills}")
            await asyncio.to_thread(platform.kill)
            await sink.start()
            await asyncio.to_thread(platform.start)
        tell("until every letter has come to its end")
        rows = await _over(database, platform, people * LETTERS)
        seconds = time.monotonic() - began
    finally:
        await asyncio.to_thread(platform.kill)
        received = await asyncio.to_thread(gateway.received)
        gateway.end()
        await sink.stop()
        await database.client.close()
    return _figures(rows, received, sink, platform, people, seconds)


async def _while(platform: Platform, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        platform.look()
        await asyncio.sleep(0.2)


async def _over(database: Database, platform: Platform, letters: int) -> list[dict[str, Any]]:
    """Return the rows of all letters, once there are so many and each has come to its end: a mail
    that was sent has, a text message only when the gateway has told of its phone."""
    over = {"$or": [{"phase": {"$in": list(OVER)}}, {"phase": "sent", "channel": "mail"}]}
    async with asyncio.timeout(PATIENCE):
        while await database["letters"].count_documents(over) < letters:
            platform.look()
            await asyncio.sleep(0.5)
        return await database["letters"].find().to_list()


def _figures(
    rows: Sequence[Mapping[str, Any]],
    received: Sequence[Mapping[str, str]],
    sink: MailSink,
    platform: Platform,
    people: int,
    seconds: float,
) -> dict[str, Any]:
    texts = Counter((each["to"], each["text"]) for each in received)
    arrived = Counter[str]()
    for (to, _), times in (*texts.items(), *sink.arrived.items()):
        arrived[to] += times
    told = Counter[str]()  # how many letters to each address are said to have arrived
    for row in rows:
        if row["phase"] in ("sent", "delivered"):
            n = int(row["mailbox"].rpartition("p")[2])
            told[address_of(row["channel"], n)] += 1
    lost = sum(max(0, number - arrived[to]) for to, number in told.items())
    lost += max(0, people * LETTERS - len(rows))
    doubled = sum(times - 1 for times in (*texts.values(), *sink.arrived.values()))
    delivered = sum(told.values())
    phases = Counter(row["phase"] for row in rows)
    broken = [f"{lost} lost"] * bool(lost) + [f"{doubled} doubled"] * bool(doubled)
    return {
        "name": "messages",
        "host": machine.host(),
        "figures": {
            "letters": len(rows),
            "delivered": delivered,
            "delivered per CPU-second": delivered / platform.spent,
            "delivered a minute": delivered / seconds * 60,
            "text messages in a minute, at most": _most_in_a_minute(received),
            "lost": lost,
            "doubled": doubled,
            "not known": phases["unknown"],
            "given up": phases["dead"] + phases["bounced"],
            "megabytes of the process at first": platform.first / 1e6,
            "megabytes of the process, at most": platform.most / 1e6,
        },
        "ratios": {},
        "broken": broken,
    }


def _most_in_a_minute(received: Sequence[Mapping[str, str]]) -> int:
    """Return how many text messages phones received in whichever minute there were most."""
    instants = sorted(datetime.fromisoformat(each["at"]).timestamp() for each in received)
    most = first = 0
    for number, at in enumerate(instants):
        while instants[first] <= at - 60:
            first += 1
        most = max(most, number - first + 1)
    return most


def run() -> None:
    """Measure and print; exit status 1 when a letter was lost or doubled."""
    options = printing.parser(__doc__)
    options.add_argument("--people", type=int, default=PEOPLE)
    options.add_argument("--kills", type=int, default=KILLS)
    chosen = options.parse_args()
    with printing.alone(chosen.json):
        result = measure(printing.tell, chosen.people, chosen.kills)
    printing.show(result, as_json=chosen.json)
    sys.exit(bool(result["broken"]))


if __name__ == "__main__":
    run()
