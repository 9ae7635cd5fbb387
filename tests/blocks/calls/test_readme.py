"""What the README shows of a party in twenty lines works as it stands there."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from actors.blocks.calls.outcome import Outcome
from actors.blocks.calls.records import Wish
from actors.blocks.calls.shell.adapter import Adapter, Call, CheckFailed
from actors.blocks.calls.shell.checking import check_party
from actors.blocks.calls.shell.finding import connect
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Turn
from tests.blocks.calls.scenarios import Order

README = Path(__file__).parents[3] / "actors/blocks/calls/README.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
SHOWN: dict[str, Any] = {}
exec("\n".join(BLOCKS), SHOWN)


class Register:
    """A register that answers as it is told to."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.status = 200

    async def take(self, request: web.Request) -> web.Response:
        self.asked.append(await request.json())
        return web.Response(status=self.status)

    async def show(self, request: web.Request) -> web.Response:
        known = [each["id"] for each in self.asked]
        return web.Response(status=200 if request.match_info["id"] in known else 404)

    async def root(self, _: web.Request) -> web.Response:
        return web.Response()


@pytest_asyncio.fixture
async def register() -> AsyncIterator[tuple[Register, str]]:
    register, app = Register(), web.Application()
    app.router.add_post("/", register.take)
    app.router.add_get("/", register.root)
    app.router.add_get("/{id}", register.show)
    async with TestServer(app) as server:
        yield register, str(server.make_url("")).rstrip("/")


def file_of(folder: Path, url: str, mode: int = 0o600) -> Path:
    file = folder / "parties.toml"
    file.write_text(f'[land_register]\nurl = "{url}"\nkey = "k"\n')
    file.chmod(mode)
    return file


def adapter(url: str) -> Adapter:
    return SHOWN["REGISTER"].connect({"url": url, "key": "k"})


def test_it_is_twenty_lines_without_imports() -> None:
    lines = [line for block in BLOCKS for line in block.splitlines()]
    said = [line for line in lines if line.strip() and not line.startswith(("from ", "import "))]

    assert len(said) <= 20


def test_the_handler_sends_the_wish_with_its_commit() -> None:
    turn = Turn(
        "sender:1", None, lambda state, event: state, now=datetime.now(UTC), by=PLATFORM,
        command_id="c", seq=7,
    )  # fmt: skip

    class Ask(Order, frozen=True, tag="Ask"):
        parcel: str = "P1"

    SHOWN["ask_register"](turn, Ask("…"))

    (message,) = turn.messages
    wish = msgspec.convert(message.command, Wish)
    assert wish.adapter == "land_register" and wish.body == {"parcel": "P1"}
    assert wish.sender == "sender:1" and wish.then is not None and wish.then["parcel"] == "P1"


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, "done"), (400, "failed"), (429, "unsent"), (401, "unsent"), (500, "unknown")],
)
async def test_what_the_party_answers_is_what_came_of_it(
    register: tuple[Register, str], status: int, state: str
) -> None:
    party, url = register
    party.status = status

    outcome = await adapter(url).run(Call(id="a" * 32, body={"parcel": "P1"}))

    assert outcome.state == state
    assert party.asked == [{"id": "a" * 32, "parcel": "P1"}]
    assert await adapter(url).ask("a" * 32) == Outcome(state="done")
    assert await adapter(url).ask("b" * 32) == Outcome(state="unheard")


async def test_what_cannot_have_arrived_is_unsent() -> None:
    outcome = await adapter("http://127.0.0.1:1").run(Call(id="a" * 32, body={}))

    assert outcome.state == "unsent"


async def test_the_doctor_says_what_is_wrong(
    register: tuple[Register, str], tmp_path: Path
) -> None:
    declared = {"land_register": SHOWN["REGISTER"]}
    absent = await check_party(connect(declared, tmp_path / "none.toml")["land_register"])
    open_to_all = connect(declared, file_of(tmp_path, register[1], 0o644))["land_register"]
    right = await check_party(connect(declared, file_of(tmp_path, register[1]))["land_register"])
    away = await check_party(
        connect(declared, file_of(tmp_path, "http://127.0.0.1:1"))["land_register"]
    )

    assert (absent.settings, absent.why) == ("failed", "no settings")
    assert open_to_all.adapter is None and "chmod 600" in open_to_all.wrong
    assert right.well
    assert (away.settings, away.connection, away.credentials) == ("ok", "failed", "unchecked")
    with pytest.raises(CheckFailed, match="ClientConnectorError"):
        await adapter("http://127.0.0.1:1").check()
