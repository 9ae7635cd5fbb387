"""A face: how people reach a block or a system. `face.py` in its folder holds `FACE`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from fastapi import APIRouter

from actors.kernel.turn import Command
from serve_apps.front.session import Visitor
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


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    """Where the page of one entity of `kind` is, for each kind of account that has one: an address
    with "{id}" in it, "/staff/cases/{id}"."""

    kind: str
    staff: str = ""
    resident: str = ""


@dataclass(frozen=True, kw_only=True)
class Face:
    """What one folder of `serve_apps/blocks` or `serve_apps/systems` adds to the application.

    Attributes:
        routers: its pages.
        api: what it answers programs, below `/api/v1`, beside the commands that kinds offer.
        before: what is done with commands before they are sent.
        services: what its routes work with.
        records: where entities of its kinds have their pages, for links from elsewhere.
    """

    routers: tuple[APIRouter, ...] = ()
    api: tuple[APIRouter, ...] = ()
    before: tuple[Preparation, ...] = ()
    services: tuple[MakeService, ...] = ()
    records: tuple[RecordPage, ...] = ()
