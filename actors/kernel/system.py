"""A system (系统) or a building block as a value: `system.py` of its folder holds `SYSTEM`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from actors.kernel.amendment import Amendment
from actors.kernel.gauges import Gauge
from actors.kernel.guarded import Facts, FactType, Guarded
from actors.kernel.identity import Identity
from actors.kernel.job import AnalystTable, Job
from actors.kernel.kept import Kept
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.mistakes import Mistake
from actors.kernel.turn import Command
from actors.kernel.view import View
from actors.kernel.words import Title

Rule = Callable[[Mapping[str, Any]], bool]
"""A question over a form's answers."""

Called = Callable[[str], tuple[str, Mapping[str, str]] | None]
"""What a value is called: the path of a word, and what its {places} hold; None: it is no such
value."""

Reader = Callable[[Path], tuple[object | None, list[Mistake]]]
"""Reads a part of the library from the folder of its owner: the part, and what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The choices of a field that administrators may change while the platform runs.

    Attributes:
        dictionary: the code of the dictionary (字典) that takes their place once it is published.
        title: what it is called.
        terms: what ships, called `choices.<field>.<term>` in the words.
        shipped: what ships with the place and not with the words: the titles, by term.
    """

    dictionary: str
    title: Title
    terms: tuple[str, ...] = ()
    shipped: Callable[[Library], Mapping[str, Title]] | None = None


@dataclass(frozen=True, kw_only=True)
class AccountKind:
    """A kind of account (账户类别).

    Attributes:
        name: as accounts have it.
        held_for: a unit, with roles there, or the person who has signed in.
    """

    name: str
    held_for: Literal["person", "unit"] = "person"


@dataclass(frozen=True, kw_only=True)
class Role:
    """What somebody may be (角色).

    Attributes:
        name: as accounts and policies have it.
        of: the kind of account that can hold it; "none": nobody is given it by an account.
        scope: what it is held for: "unit", "platform", or a name of its owner's ("delegation").
        alone: whoever holds it holds no other, and acts in none for somebody else (三员分立).
    """

    name: str
    of: str = "staff"
    scope: str = "unit"
    alone: bool = False


@dataclass(frozen=True, kw_only=True)
class Series:
    """A series of numbers (编号).

    Attributes:
        name: unique over the platform; without a hyphen.
        pattern: a format string of `n` (from 1), `year`, `day` (yyyyMMdd) and `scope`:
            "J{year}{n:04}".
        period: what begins at 1 again.
        most: the last number of a period.
    """

    name: str
    pattern: str
    period: Literal["day", "year", "scope"] = "year"
    most: int = 9_999


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that an invented person of the sample city has done (示例).

    Attributes:
        key: the entity that it was asked of.
        command: what was asked.
        by: who.
    """

    key: str
    command: Command
    by: Identity


@dataclass(frozen=True, kw_only=True)
class System:
    """What one folder of `actors/systems` or `actors/blocks` is and has. Blocks and systems have
    one shape.

    Attributes:
        name: its folder's name.
        title: its name for people.
        uses: the blocks, and systems, whose commands and views it uses.
        always: it is loaded whatever was chosen; for blocks.
        account_kinds, roles, purposes, clocks, series: what it declares of each; names are unique
            over the platform. Purposes are why somebody may read, clocks what limits run on.
        kinds: its entity kinds, those that look things up as functions of the library.
        tasked: the names of its kinds at whose entities tasks wait for people; see
            `EntityKind.work`.
        guarded: what policies may ask of its kinds, and of rows of its views that lists show by
            themselves, by the names of kinds and collections.
        standing: what policies may ask of who acts, beyond the identity; `known` tells it.
        known: (identity, library) -> the facts of `standing`.
        called: by the name of a field of its kinds, what its values are called where no list of
            words has them all: the id of a session is its congress, term and number.
        vocabularies: the choices of fields, by their names, that a dictionary may replace.
        views: what is folded from its events, in the same way.
        reads: parts of the library that are read from files of its folder.
        kept: how long what its kinds know of people is kept.
        amendments: how entities, of its own kinds or of those of blocks that it uses, change the
            library while the platform runs.
        rules: named questions over a form's answers, for conditions that data cannot express.
        sample: what people of the sample city have done, in order; a platform that shows itself
            does it once.
        past: (library, now) -> what they did when, in the order of time up to the instant `now`;
            a platform that shows itself lives through it once, with its messages and alarms.
        afterwards: what its shell does after each start, when the views are as far as the journal,
            and again whenever the library was amended, as "package.module:function" of (database,
            sender, library); named rather than imported, since rules know no shell.
        alongside: what its shell does for as long as the platform runs, in the same way, as
            coroutine functions of (database, sender, library, clock) that run until cancelled, and
            may run more than once at a time.
        analysed: tables that analysts may reckon with; jobs: the batch work that it has for them.
        gauges: figures that operators see of what it keeps; names are unique over the platform.
        gauged: what its shell reads them with, in the same way, as coroutine functions of
            (database) that return `Reading`s; quick, since they are asked every few seconds.
        provides: what its shell lends to the shells of blocks that it uses, by the names that they
            have for it, as "package.module:function" of (database, sender, library).
    """

    name: str
    title: Title
    uses: tuple[str, ...] = ()
    always: bool = False
    account_kinds: tuple[AccountKind, ...] = ()
    roles: tuple[Role, ...] = ()
    purposes: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    kinds: tuple[EntityKind[Any] | Callable[[Library], EntityKind[Any]], ...] = ()
    tasked: tuple[str, ...] = ()
    guarded: Mapping[str, Guarded] = field(default_factory=dict[str, Guarded])
    standing: Mapping[str, FactType] = field(default_factory=dict[str, FactType])
    known: Callable[[Identity, Library], Facts] | None = None
    called: Mapping[str, Called] = field(default_factory=dict[str, Called])
    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict[str, Vocabulary])
    views: tuple[View | Callable[[Library], View], ...] = ()
    reads: tuple[Reader, ...] = ()
    kept: tuple[Kept, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict[str, Rule])
    sample: Callable[[Library], Iterable[Act]] | None = None
    past: Callable[[Library, datetime], Iterable[tuple[datetime, Act]]] | None = None
    afterwards: tuple[str, ...] = ()
    alongside: tuple[str, ...] = ()
    analysed: tuple[AnalystTable, ...] = ()
    jobs: tuple[Job, ...] = ()
    gauges: tuple[Gauge, ...] = ()
    gauged: tuple[str, ...] = ()
    provides: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, kw_only=True)
class Installed:
    """What this deployment has: blocks and systems by name, those first that others use."""

    blocks: Mapping[str, System]
    systems: Mapping[str, System]

    @property
    def owners(self) -> tuple[System, ...]:
        """Every block, then every system."""
        return *self.blocks.values(), *self.systems.values()

    def roles(self) -> Mapping[str, Role]:
        """Return every role that is declared, by name."""
        return {role.name: role for owner in self.owners for role in owner.roles}

    def account_kinds(self) -> Mapping[str, AccountKind]:
        """Return every kind of account that is declared, by name."""
        return {kind.name: kind for owner in self.owners for kind in owner.account_kinds}

    def purposes(self) -> frozenset[str]:
        """Return every purpose of reading that is declared."""
        return frozenset(purpose for owner in self.owners for purpose in owner.purposes)

    def clocks(self) -> frozenset[str]:
        """Return the name of every clock that is declared."""
        return frozenset(clock for owner in self.owners for clock in owner.clocks)

    def vocabularies(self) -> Mapping[str, Vocabulary]:
        """Return the choices of fields that dictionaries may replace, by the fields."""
        return {name: each for owner in self.owners for name, each in owner.vocabularies.items()}

    def kept(self) -> Mapping[str, Kept]:
        """Return how long each kind that knows something of people is kept, by its name."""
        return {each.kind: each for owner in self.owners for each in owner.kept}

    def series(self) -> Mapping[str, Series]:
        """Return every series of numbers that is declared, by name."""
        return {series.name: series for owner in self.owners for series in owner.series}
