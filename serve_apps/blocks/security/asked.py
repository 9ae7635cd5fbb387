"""What somebody asks of the security events: which, whose, from where, and between which days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from actors.blocks.forms import normalise
from actors.blocks.security.sorts import SORTS
from actors.kernel.deadlines import end_of_day, start_of_day
from actors.kernel.errors import Reason

NAMES = ("sort", "actor", "source", "since", "until")


@dataclass(frozen=True)
class Asked:
    """The filters as they were typed: `sort` is one of `SORTS`, `since` and `until` are local days,
    both included."""

    sort: str = ""
    actor: str = ""
    source: str = ""
    since: str = ""
    until: str = ""

    @property
    def faults(self) -> tuple[Reason, ...]:
        """What is wrong with them; a filter with a fault leaves nothing out."""
        wrong = [name for name in ("since", "until") if self._typed(name) and not self._day(name)]
        found = [Reason("security.no_day", f"/{name}") for name in wrong]
        if self.sort and self.sort not in SORTS:
            found.append(Reason("security.no_sort", "/sort"))
        return tuple(found)

    def where(self) -> dict[str, Any]:
        """Return them as a query."""
        found: dict[str, Any] = {}
        if self.sort in SORTS:
            found["kind"] = self.sort
        found |= {name: self._typed(name) for name in ("actor", "source") if self._typed(name)}
        since, until = self._day("since"), self._day("until")
        at = {
            **({"$gte": start_of_day(since)} if since else {}),
            **({"$lt": end_of_day(until)} if until else {}),
        }
        return found | ({"at": at} if at else {})

    def address(self, path: str, **more: str) -> str:
        """Return the address of `path` with them, and `more`."""
        given: Mapping[str, str] = {name: self._typed(name) for name in NAMES} | more
        query = urlencode({name: value for name, value in given.items() if value})
        return f"{path}?{query}" if query else path

    def told(self) -> str:
        """Return by which of them is asked, for the record: not for what, which was typed."""
        return " ".join(name for name in NAMES if self._typed(name))

    def _typed(self, name: str) -> str:
        return str(getattr(self, name)).strip()

    def _day(self, name: str) -> date | None:
        return normalise.day(self._typed(name)) if self._typed(name) else None
