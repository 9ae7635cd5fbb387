"""The library through time: what ships, and what entities make of it, each from a day on."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog

from actors.kernel.amendment import Amending
from actors.kernel.deadlines import local_day
from actors.kernel.kind import EntityKind
from actors.kernel.library import CurrentLibrary, Library
from actors.kernel.ports import Clock, Shown
from actors.kernel.system import Installed

Kinds = Mapping[str, EntityKind[Any]]
_log = structlog.get_logger("yimen.runtime")


@dataclass(frozen=True)
class Edition:
    """The library as it stands from one day on, and the kinds over it.

    `version` names the entities that it follows from, each with its seq: "organisation:city@17";
    "" for what ships.
    """

    version: str
    library: Library
    kinds: Kinds


class Editions(Mapping[str, EntityKind[Any]]):
    """Every edition of `library`, as far as is known; `build` makes the kinds over one.

    As a mapping it is the kinds over what ships, which are good for everything but deciding: their
    records, states and `evolve` are those of all editions.
    """

    def __init__(self, library: Library, build: Callable[[Library], Kinds]) -> None:
        self._build = build
        self._shipped = Edition("", library, build(library))
        self._amendments = [
            each for owner in library[Installed].owners for each in owner.amendments
        ]
        self._last = self._shipped
        self._version = ""
        self._amending: tuple[Amending, ...] = ()
        self._days: list[date] = []
        self._made: dict[int, Edition] = {}

    def __getitem__(self, name: str) -> EntityKind[Any]:
        return self._shipped.kinds[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._shipped.kinds)

    def __len__(self) -> int:
        return len(self._shipped.kinds)

    @property
    def library(self) -> Library:
        """What ships."""
        return self._shipped.library

    @property
    def sources(self) -> frozenset[str]:
        """The kinds of entities that amend the library."""
        return frozenset(each.kind for each in self._amendments)

    def at(self, moment: datetime) -> Edition:
        """Return the edition that holds at an instant.

        One that cannot be made is logged, and what was made last goes on to hold: an amendment that
        does not fit must not stop everything else.
        """
        if not self._amending:
            return self._shipped
        day = local_day(moment)
        place = bisect_right(self._days, day)
        found = self._made.get(place)
        if found is None:
            found = self._made[place] = self._last = self._make(day)
        return found

    def learn(self, known: Mapping[str, Shown]) -> None:
        """Take note of how the entities of `sources` stand, by key; those left out have no
        history."""
        standing = {key: shown for key, shown in known.items() if shown.seq}
        version = " ".join(f"{key}@{shown.seq}" for key, shown in sorted(standing.items()))
        if version == self._version:
            return
        try:
            amending = tuple(self._read(standing))
            days = sorted({day for each in amending for day in each.days()})
        except Exception as error:  # whatever an owner's code raises
            _log.error("library.not_amended", version=version, error=repr(error))
            return
        self._amending, self._days, self._version, self._made = amending, days, version, {}
        _log.info("library.amended", version=version)

    def library_by(self, clock: Clock) -> Library:
        """Return a library that is the edition of each moment."""
        return CurrentLibrary(lambda: self.at(clock.now()).library)

    def kinds_by(self, clock: Clock) -> Kinds:
        """Return the kinds over the edition of each moment."""
        return _CurrentKinds(self, clock)

    def _read(self, standing: Mapping[str, Shown]) -> Iterator[Amending]:
        for each in self._amendments:
            states = {
                key: shown.state
                for key, shown in standing.items()
                if key.partition(":")[0] == each.kind
            }
            if states:
                yield each.read(self.library, states)

    def _make(self, day: date) -> Edition:
        library = self.library
        try:
            for each in self._amending:
                library = library.amended(*each.parts(library, day))
            return Edition(self._version, library, self._build(library))
        except Exception as error:  # whatever an owner's code raises
            _log.error(
                "library.not_amended", version=self._version, day=f"{day}", error=repr(error)
            )
            return self._last


class _CurrentKinds(Mapping[str, EntityKind[Any]]):
    def __init__(self, editions: Editions, clock: Clock) -> None:
        self._editions = editions
        self._clock = clock

    def __getitem__(self, name: str) -> EntityKind[Any]:
        return self._editions.at(self._clock.now()).kinds[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._editions)

    def __len__(self) -> int:
        return len(self._editions)
