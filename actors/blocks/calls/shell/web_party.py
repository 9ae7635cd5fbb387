"""What outside parties that speak JSON over HTTP have in common: an address, a token, `/account`
that says whose it is, things that are asked for by id, and lists of a day in pages."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol, TypeVar
from urllib.parse import quote

from actors.blocks.calls.outcome import Outcome
from actors.blocks.calls.shell.adapter import CheckFailed
from actors.blocks.calls.shell.exchange import Answer, asked, exchange, reached

PAGES = 1_000  # of a day's list, at most


class Named(Protocol):
    """A line of a list."""

    @property
    def id(self) -> str:
        """What it is asked for by, and where the next page begins after it."""
        ...


LineT = TypeVar("LineT", bound=Named)


class WebParty:
    """The party at `url`, which knows us by `token`; it has `seconds` for an answer.

    Raises:
        ValueError: that is no address of the web.
    """

    def __init__(self, url: str, token: str, *, seconds: float = 10.0) -> None:
        self.url = url.rstrip("/")
        if not self.url.startswith(("http://", "https://")):
            raise ValueError("url: no address of the web")
        self.headers = {"authorization": f"Bearer {token}"}
        self._seconds = seconds

    async def get(self, path: str) -> Answer | Outcome:
        """Ask for what is at `path`."""
        address = f"{self.url}{path}"
        return await exchange("GET", address, headers=self.headers, seconds=self._seconds)

    async def ask(self, things: str, id: str, told: Callable[[Answer], Outcome]) -> Outcome:
        """Ask what became of one of `things`, which `told` reads; see `Adapter`."""
        answer = await self.get(f"/{things}/{quote(id, safe='')}")
        outcome = asked(answer)
        return told(answer) if isinstance(answer, Answer) and outcome.state == "done" else outcome

    async def check(self) -> None:
        """See that it is there and knows us; see `Adapter`."""
        answer = await self.get("/account")
        reached(answer)
        if isinstance(answer, Answer) and answer.status != 200:
            raise CheckFailed("connection", f"HTTP {answer.status}")

    async def lines(
        self, things: str, day: date, read: Callable[[bytes], tuple[Sequence[LineT], bool]]
    ) -> list[LineT]:
        """Return its list of `things` of a day; `read` gives the lines of a page, and whether there
        are more.

        Raises:
            ValueError: it gives no list, one that cannot be read, or one without end.
        """
        found: list[LineT] = []
        after = ""
        for _ in range(PAGES):
            answer = await self.get(f"/{things}?day={day.isoformat()}&after={quote(after)}")
            if isinstance(answer, Outcome) or answer.status != 200:
                raise ValueError("no list is given")
            lines, more = read(answer.body)
            found += lines
            if not more or not lines:
                return found
            after = lines[-1].id
        raise ValueError("the list has no end")
