"""The registers as this process has them: made anew when the library is amended."""

import asyncio
from functools import cache

from actors.kernel.library import Library
from actors.place.divisions.load import load_division_rows
from actors.systems.service_insight.divisions import Divisions, Meaning
from actors.systems.service_insight.matching import Matching
from actors.systems.service_insight.registering import registers
from serve_apps.front.wiring import Wiring
from storage.search.folding import folded


@cache
def divisions() -> Divisions:
    """Return the divisions of the country, of county level and above."""
    return Divisions(tuple(Meaning(**row._asdict()) for row in load_division_rows()))


class Directory:
    """What names are compared with."""

    def __init__(self, wiring: Wiring) -> None:
        self._library = wiring.library
        self._making = asyncio.Lock()
        self._made: tuple[Library, Matching] | None = None

    async def matching(self) -> Matching:
        """Return what compares names with the registers of this moment. To make it takes a second,
        in which others go on."""
        async with self._making:
            now = self._library.now
            if self._made is None or self._made[0] is not now:
                self._made = now, await asyncio.to_thread(_made, now)
            return self._made[1]


def _made(library: Library) -> Matching:
    made = Matching(registers(library, divisions()), folded)
    made.prepare()
    return made
