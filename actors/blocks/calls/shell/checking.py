"""Whether outside parties could be called: settings, connection, credentials (`yimen doctor`)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from actors.blocks.calls.shell.adapter import CheckFailed
from actors.blocks.calls.shell.finding import Connected
from actors.kernel.words import Title

SECONDS = 15.0  # for one party
PARTS = ("settings", "connection", "credentials")
Answer = Literal["ok", "failed", "unchecked"]


@dataclass(frozen=True, kw_only=True)
class Checkup:
    """What was found of the party `name`. What comes after a part that failed was not looked at;
    `why` tells of that part, and holds no secret."""

    name: str
    title: Title
    settings: Answer
    connection: Answer = "unchecked"
    credentials: Answer = "unchecked"
    why: str = ""

    @property
    def well(self) -> bool:
        """Whether everything is in order."""
        return self.settings == self.connection == self.credentials == "ok"


async def check_party(connected: Connected) -> Checkup:
    """Look at a party; one without settings fails."""
    name, title = connected.party.name, connected.party.title
    if connected.adapter is None:
        return Checkup(name=name, title=title, settings="failed", why=connected.wrong)
    return await check_up(name, title, connected.adapter.check)


async def check_up(name: str, title: Title, check: Callable[[], Awaitable[None]]) -> Checkup:
    """Look at something by `check`, which raises CheckFailed as that of an adapter does."""
    try:
        async with asyncio.timeout(SECONDS):
            await check()
    except CheckFailed as failed:
        part, why = failed.part, str(failed)
    except Exception as error:  # an adapter's own code: whatever it raises, it does not work
        part, why = "connection", type(error).__name__
    else:
        return Checkup(name=name, title=title, settings="ok", connection="ok", credentials="ok")
    if part == "settings":
        return Checkup(name=name, title=title, settings="failed", why=why)
    if part == "connection":
        return Checkup(name=name, title=title, settings="ok", connection="failed", why=why)
    return Checkup(
        name=name, title=title, settings="ok", connection="ok", credentials="failed", why=why
    )
