"""A registration rush: many people at once at a waiting room, each to the end of an application.

`python -m benchmarks.rush --json` measures; the acceptance test of the waiting room sends the same
people.
"""

import asyncio
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from actors.blocks.accounts.commands import Register
from actors.blocks.accounts.state import Person
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem, reference_of
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.waiting.commands import SetRoom
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.ports import Sender
from actors.library import load_city, load_library
from benchmarks import rush_visits
from benchmarks.machine import host
from benchmarks.printing import parser, show, tell
from benchmarks.running import Running, running
from serve_apps.cli.past.samples import paper
from serve_apps.front.session import Sessions
from storage.mongo import Database
from storage.secrecy.commits import opened_all
from storage.secrecy.keeping import data_keys

ITEM = "WFZM-01"
PEOPLE = 2_000
A_MINUTE = 6_000  # let in
AT_ONCE = 200  # preparations under way
PATIENCE = 600.0  # seconds in which everybody must have got in
LONGEST_POLL = 2.0  # seconds between two looks at one's place
OPERATOR_ON_DUTY = Identity("staff:operator", (OPERATOR,))
HANDING_IN = 8  # files under way
Tell = Callable[[str], None]


@dataclass
class Applicant:
    """One of the crowd, and what became of him. `ahead` is every place that he was shown, `waited`
    seconds from his arrival to the admission."""

    account: str
    token: str
    number: int = 0
    ahead: list[int] = field(default_factory=list[int])
    waited: float = 0.0
    turned_away: int = 0
    case: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The headers of every request of his."""
        return {"authorization": f"Bearer {self.token}", "accept": "application/json"}


async def register(sender: Sender, sessions: Sessions, count: int) -> list[Applicant]:
    """Register `count` people, each signed in already: a rush at the passwords is another one."""
    example = next(each for each in load_city().applicants if each.kind == "natural")
    person = Person(name=example.name.zh, id_number=example.id_number, phone=example.phone)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> Applicant:
        account = f"rush-{uuid4().hex[:8]}-{number}"
        wish = Register(kind="resident", display="*", person=person, password_hash="none")
        async with gate:
            key = f"account:{account}"
            await sender.send(key, wish, id="register", by=PLATFORM, timeout=60)
            opened = await sessions.open((await sender.show(key, timeout=60)).state)
        return Applicant(account, opened.token)

    return list(await asyncio.gather(*map(one, range(count))))


async def open_room(sender: Sender, capacity: int) -> None:
    """Open the waiting room of the item with `capacity` people a minute."""
    wish = SetRoom(mode="on", capacity=capacity)
    await sender.send(f"waiting_room:{ITEM}", wish, id=uuid4().hex, by=OPERATOR_ON_DUTY)


async def hand_in(client: aiohttp.ClientSession, one: Applicant) -> dict[str, Any]:
    """Have `one` hand in the file of his application: nobody names that of another."""
    while True:
        headers = one.headers | {"idempotency-key": uuid4().hex, "content-type": "application/pdf"}
        async with client.post("/api/v1/uploads", data=paper(), headers=headers) as answer:
            if answer.status not in (429, 503):
                answer.raise_for_status()
                return await answer.json()
            await asyncio.sleep(pause(answer))


def wish_of(item: ServiceItem, stored: dict[str, Any]) -> dict[str, Any]:
    """Return the application that everybody sends: the item's own example, with its file."""
    person = next(each for each in load_city().applicants if each.kind == "natural")
    return {
        "item": item.code,
        "item_version": item.version,
        "place": person.place,
        "applicant": {
            "kind": person.kind,
            "name": person.name.zh,
            "id_type": person.id_type,
            "id_number": person.id_number,
            "phone": person.phone,
        },
        "form": dict(item.example),
        "statement": reference_of(item),
        "materials": [
            {"name": material.name, "file_name": "paper.pdf", **stored}
            for material in item.materials
        ],
    }


async def go(client: aiohttp.ClientSession, one: Applicant, wish: dict[str, Any]) -> None:
    """Have `one` take a place, wait for his turn, and apply, however often he must ask again.

    Raises:
        TimeoutError: he did not get in.
        ClientResponseError: he was told something that ends the journey.
    """
    async with asyncio.timeout(PATIENCE):
        began = time.monotonic()
        while not await _called(client, one):
            pass
        one.waited = time.monotonic() - began
        key = uuid4().hex
        while not one.case:
            await _apply(client, one, wish, key)


async def _called(client: aiohttp.ClientSession, one: Applicant) -> bool:
    async with client.post(f"/api/v1/waiting/{ITEM}", headers=one.headers) as answer:
        if answer.status in (429, 503):
            one.turned_away += 1
            await asyncio.sleep(pause(answer))
            return False
        answer.raise_for_status()
        place = await answer.json()
    one.number = place.get("number", 0)
    if place["status"] == "waiting":
        one.ahead.append(place["ahead"])
        await asyncio.sleep(pause(answer))
    return place["status"] in ("called", "open")


async def _apply(
    client: aiohttp.ClientSession, one: Applicant, wish: dict[str, Any], key: str
) -> None:
    headers = one.headers | {"idempotency-key": key}
    async with client.post("/api/v1/cases", json=wish, headers=headers) as answer:
        if answer.status in (429, 503):
            one.turned_away += 1
            await asyncio.sleep(pause(answer))
            return
        answer.raise_for_status()
        one.case = (await answer.json())["case"]


def pause(answer: aiohttp.ClientResponse) -> float:
    """Return how long somebody waits who was told to come again."""
    return min(float(answer.headers.get("retry-after", "1")), LONGEST_POLL)


@dataclass(frozen=True)
class Findings:
    """What the journal says about a rush; all but `submitted` must be 0."""

    submitted: int
    lost: int
    doubled: int
    out_of_order: int


async def look_into(database: Database, people: Sequence[Applicant]) -> Findings:
    """Compare what people were told with the journal."""
    cases = {one.case for one in people if one.case}
    by = {f"person:{one.account}" for one in people}
    written: Counter[str] = Counter()
    cursor = database["journal"].find({"kind": "case", "ev.type": "Submitted"}, {"key": 1, "by": 1})
    async for commit in cursor:
        if commit["by"] in by:
            written[commit["key"].removeprefix("case:")] += 1
    return Findings(
        submitted=len(cases),
        lost=sum(case not in written for case in cases),
        doubled=sum(written.values()) - len(written) + len(written.keys() - cases),
        out_of_order=await _out_of_order(database) + _grew(people),
    )


def _grew(people: Sequence[Applicant]) -> int:
    """Return how many were shown a place farther back than before."""
    return sum(one.ahead != sorted(one.ahead, reverse=True) for one in people)


async def _out_of_order(database: Database) -> int:
    """Return how many came in before they were called, by the room's own history."""
    tickets: dict[str, int] = {}
    head = tail = wrong = 0
    key = f"waiting_room:{ITEM}"
    stored = await database["journal"].find({"key": key}).sort("seq", 1).to_list()
    for commit in await opened_all(stored, data_keys(database)):
        for event in commit["ev"]:
            if event["type"] == "Joined":
                wrong += event["first"] <= tail
                tickets |= {who: event["first"] + n for n, who in enumerate(event["people"])}
                tail = event["first"] + len(event["people"]) - 1
            elif event["type"] == "TicketsMoved":
                for who, before in event["moves"]:
                    tickets[who] = min(tickets.get(who, tail), tickets.get(before, tail))
            elif event["type"] == "RoomClosed":  # everybody may come in, and the line is gone
                head = tail
            elif event["type"] == "Called" and event["last"] >= event["first"]:
                wrong += event["first"] != head + 1
                head = event["last"]
            elif event["type"] == "AdmissionsUsed":
                wrong += sum(tickets[who] > head for who, _ in event["uses"])
    return wrong


async def rush(url: str, people: Sequence[Applicant]) -> float:
    """Send all `people` at once, their files handed in before, wait until everybody has applied,
    and return for how many seconds."""
    item, gate = load_library()[Catalogue].item(ITEM), asyncio.Semaphore(HANDING_IN)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(url, connector=connector) as client:

        async def prepared(one: Applicant) -> dict[str, Any]:
            async with gate:
                return wish_of(item, await hand_in(client, one))

        wishes = await asyncio.gather(*map(prepared, people))
        began = time.monotonic()
        await asyncio.gather(*map(go, repeat(client), people, wishes))
        return time.monotonic() - began


def measure(tell: Tell, *, people: int = PEOPLE, capacity: int = A_MINUTE) -> dict[str, Any]:
    """Return what becomes of `people` who come at once to a room that lets in `capacity` a minute.

    `tell` hears what is being done.
    """
    with tempfile.TemporaryDirectory(prefix="yimen-bench-") as folder, running(Path(folder)) as up:
        return asyncio.run(_measure(tell, up, people, capacity))


async def _measure(tell: Tell, up: Running, people: int, capacity: int) -> dict[str, Any]:
    async with up.platform() as (database, sender, sessions):
        tell(f"registering {people} people")
        crowd = await register(sender, sessions, people)
        await open_room(sender, capacity)
        tell(f"{people} people come at once")
        seconds = await rush(up.url, crowd)
        found = await look_into(database, crowd)
        tell(f"{people} people book a visit at once")
        of = {one.account: one.headers for one in crowd}
        visits = await rush_visits.book(up.url, of, ITEM, database)
        commands = await database["journal"].count_documents({"key": f"waiting_room:{ITEM}"})
    waits = statistics.quantiles((one.waited for one in crowd), n=100)
    return {
        "name": "rush",
        "host": host(),
        "figures": {
            "people": people,
            "let_in_a_minute": capacity,
            "submitted": found.submitted,
            "lost": found.lost,
            "doubled": found.doubled,
            "out_of_order": found.out_of_order,
            "seconds": round(seconds, 1),
            "wait_p50_s": round(waits[49], 1),
            "wait_p99_s": round(waits[98], 1),
            "told_to_come_again": sum(one.turned_away for one in crowd),
            "commits_of_the_room": commands,
            **{f"visits_{name}": value for name, value in asdict(visits).items()},
        },
        "ratios": {
            "seconds_to_the_least_possible": round(seconds / (people * 60 / capacity), 2),
        },
    }


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("--people", type=int, default=PEOPLE)
    options.add_argument("--capacity", type=int, default=A_MINUTE, help="people let in a minute")
    chosen = options.parse_args()
    result = measure(tell, people=chosen.people, capacity=chosen.capacity)
    show(result, as_json=chosen.json)


if __name__ == "__main__":
    main()
