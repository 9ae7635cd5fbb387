"""A face: how people reach a block or a system. `face.py` in its folder holds `FACE`."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import msgspec
from fastapi import APIRouter

from actors.kernel.turn import Command
from serve_apps.front.holding import Holding
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wiring

MakeService = Callable[[Wiring], Any]
"""Makes what the routes of a face work with, once a process; found by its type in `Services`. If it
has a coroutine function `stop`, that is called when the process ends."""

Prepare = Callable[[Services, Visitor, str, Any], Awaitable[Command]]
"""(services, visitor, id of the entity, what was sent) -> the command. Raises Refusal, WaitFirst,
Overloaded, Unavailable."""


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """What a channel does with a command of people before it is sent to its entity: files are
    looked up, numbers taken, what is not the sender's to say is filled in.

    Attributes:
        command: of which offer.
        prepare: makes the command.
        takes: what programs send in its place; None means the command itself.
        example: one of `takes`; None means that of the offer.
    """

    command: type[Command]
    prepare: Prepare
    takes: type[msgspec.Struct] | None = None
    example: msgspec.Struct | None = None


class Checked(Protocol):
    """What is held against what is installed before anything is served: the forms of a kind's
    commands (`pages/acting.py`), the rows that a page shows (`pages/listing.py`)."""

    @property
    def name(self) -> str:
        """What it is called in mistakes."""
        ...

    def faults(self, records: Any) -> Iterable[str]:
        """Return what does not fit between it and what is installed (`pages.records.Records`)."""
        ...


@runtime_checkable
class GenericPage(Checked, Protocol):
    """A page that follows from what a kind or a view declares: `pages/lists.py`,
    `pages/record.py`."""

    def router(self) -> APIRouter:
        """Return its routes."""
        ...


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A link of the navigation (导航), for those to whom it leads somewhere.

    Attributes:
        word: the path of its title in the words.
        href: where it leads.
        of: whom it is for: "staff", "resident" (nobody signed in reads like one), "visitor" (nobody
            signed in), "any".
        roles: of which one must be held; none: any will do.
        action: something that the visitor must be allowed to do somewhere, "motion.read"; "": none.
        rank: entries stand in this order.
        exact: it is marked as the current one on its own page only, not on those below it.
    """

    word: str
    href: str
    of: str = "staff"
    roles: tuple[str, ...] = ()
    action: str = ""
    rank: int = 50
    exact: bool = False


@dataclass(frozen=True, kw_only=True)
class RecordAddress:
    """Where the page of one entity of `kind` is, for each kind of account that has one: an address
    with "{id}" in it, "/staff/cases/{id}"."""

    kind: str
    staff: str = ""
    resident: str = ""


class Record(Protocol):
    """What is known of the page of one entity of `kind`; see `RecordAddress`."""

    @property
    def kind(self) -> str: ...

    @property
    def staff(self) -> str: ...

    @property
    def resident(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Face:
    """What one folder of `serve_apps/blocks` or `serve_apps/systems` adds to the application.

    Attributes:
        routers: its pages.
        api: what it answers programs, below `/api/v1`, beside the commands that kinds offer.
        before: what is done with commands before they are sent.
        services: what its routes work with.
        lists: pages that need no code of their own. A route of `routers` goes before one of theirs
            at the same address.
        records: where entities of its kinds have their pages: those that need no code of their own
            (`pages/record.py`), or the addresses of others.
        entries: its links of the navigation.
        parts: what its own pages are made of that must fit what is installed.
        holdings: what its kinds and collections keep of people.
        sitemaps: the addresses of its lists, for those who search the web, of what everybody may
            read.
    """

    routers: tuple[APIRouter, ...] = ()
    api: tuple[APIRouter, ...] = ()
    before: tuple[Preparation, ...] = ()
    services: tuple[MakeService, ...] = ()
    lists: tuple[GenericPage, ...] = ()
    records: tuple[Record, ...] = ()
    entries: tuple[Entry, ...] = ()
    parts: tuple[Checked, ...] = ()
    holdings: tuple[Holding, ...] = ()
    sitemaps: tuple[str, ...] = ()
