"""What is done with a wish for a webhook before it is sent: its address is looked at, and a secret
made."""

import secrets
from typing import Annotated

import msgspec

from actors.blocks.webhooks.records import (
    EVENTS,
    PARTY,
    Address,
    ChangeSecret,
    Names,
    Subscribe,
)
from actors.blocks.webhooks.shell.webhook import Programs
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from serve_apps.blocks.calls.connections import Connections
from serve_apps.front.face import Preparation
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services

_BYTES = 32  # of a secret


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """`url` is told of `events`, names of events of cases, all of them if none is named. The answer
    has the `secret` that what is told is signed with, this once."""

    url: Address
    events: Names = EVENTS


class NewSecret(msgspec.Struct, frozen=True):
    """The answer has the secret, this once; the last one is good for a day more."""

    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""


async def subscribe(services: Services, visitor: Visitor, id: str, sent: Subscription) -> Command:
    """Return the command.

    Raises:
        Refusal: events may not be sent to that host.
    """
    found = services[Connections].find(PARTY)
    programs = found.adapter if found is not None else None
    if not isinstance(programs, Programs) or not programs.may_tell(sent.url):
        raise Refusal(Reason("webhook.no_host", "/url"))
    return Subscribe(url=sent.url, events=sent.events, secret=secrets.token_hex(_BYTES))


async def change_secret(services: Services, visitor: Visitor, id: str, sent: NewSecret) -> Command:
    """Return the command."""
    return ChangeSecret(secret=secrets.token_hex(_BYTES))


BEFORE = (
    Preparation(
        command=Subscribe,
        prepare=subscribe,
        takes=Subscription,
        example=Subscription(url="https://example.com/hooks", events=("Accepted", "Granted")),
    ),
    Preparation(command=ChangeSecret, prepare=change_secret, takes=NewSecret, example=NewSecret()),
)
