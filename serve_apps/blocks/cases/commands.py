"""POST /api/v1/cases/{case}/{command}: the commands of the kernel, one path each.

The busiest route of the platform, so it goes without the framework's own reading and checking.
"""

import re
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from actors.blocks.cases import commands as c
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from serve_apps.blocks.cases.api import CASE_ID, read_application
from serve_apps.blocks.cases.applications import save_draft, submit
from serve_apps.blocks.cases.visibility import UNKNOWN
from serve_apps.blocks.files.handed_in import as_stored
from serve_apps.front.bodies import answer, command_id, decoded, idempotency_key, require_json
from serve_apps.front.policies import Policy, signed_in
from serve_apps.front.problems import path_name
from serve_apps.front.wiring import Services

RESIDENT: tuple[type[Command], ...] = (c.Correct, c.SupplyMaterials, c.Withdraw, c.Rate)
STAFF: tuple[type[Command], ...] = (
    c.RequestCorrection,
    c.Correct,
    c.Accept,
    c.Decline,
    c.SupplyMaterials,
    c.ClaimTask,
    c.ReleaseTask,
    c.GiveOpinion,
    c.PauseClock,
    c.ResumeClock,
    c.Extend,
    c.Decide,
    c.Issue,
    c.Deliver,
    c.Withdraw,
    c.Void,
)
OFFERED = {
    kind: {path_name(command.__name__): command for command in commands}
    for kind, commands in (("resident", RESIDENT), ("staff", STAFF))
}
WITH_FILES = (c.Correct, c.SupplyMaterials)
APPLICATIONS = {"submit": submit, "save_draft": save_draft}
_CASE_ID = re.compile(CASE_ID)
_decoders: dict[type[Command], msgspec.json.Decoder[Any]] = {
    command: msgspec.json.Decoder(command) for command in {*RESIDENT, *STAFF}
}


class CommandReceipt(msgspec.Struct, frozen=True):
    """The command is durable. `seq` is the case's version after it; `reply` how the case stands;
    `replayed` tells that this Idempotency-Key had had its effect before."""

    case: str
    seq: int
    reply: Any
    replayed: bool


class CommandRoute(Route):
    """The route as the application lists it: path, method and policy."""

    policies: tuple[Policy, ...] = (signed_in,)


PREFIX = "/api/v1/cases/"


def is_command(scope: Scope) -> bool:
    """Tell whether a request is for `Commands`."""
    return (
        scope["type"] == "http"
        and scope["method"] == "POST"
        and scope["path"].startswith(PREFIX)
        and scope["path"].count("/") == 5
    )


class Commands:
    """The ASGI application behind the route."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out one command.

        Raises:
            Refusal, SignInNeeded, ForgedRequest, Overloaded, Unavailable, HTTPException,
            msgspec.DecodeError: see `problems.py`.
        """
        request = Request(scope, receive)
        services: Services = scope["app"].state.services
        visitor = await signed_in(request)
        case, _, name = scope["path"].removeprefix(PREFIX).partition("/")
        key = idempotency_key(request)
        if not _CASE_ID.match(case):
            raise UNKNOWN
        file_it = APPLICATIONS.get(name)
        if file_it is not None:
            wish = await read_application(request, services, visitor)
            filed = await file_it(services, visitor.identity, key, wish, case=case)
            await answer(filed)(scope, receive, send)
            return
        command = OFFERED[visitor.kind].get(name)
        if command is None:
            raise _not_offered(name)
        require_json(request)
        wish = await decoded(request, _decoders[command])
        if command in WITH_FILES:
            materials = await as_stored(services, wish.materials)
            wish = msgspec.structs.replace(wish, materials=materials)
        receipt = await services.sender.send(
            f"case:{case}",
            wish,
            id=command_id(visitor.identity.id, key),
            by=visitor.identity,
        )
        done = CommandReceipt(case, receipt.seq, receipt.reply, receipt.replayed)
        await answer(done)(scope, receive, send)


def command_route() -> Route:
    """Return the route; `app.py` serves it without the layers that the other routes need."""
    return CommandRoute(PREFIX + "{case}/{command}", Commands(), methods=["POST"])


def _not_offered(name: str) -> Refusal:
    if any(name in offered for offered in OFFERED.values()):
        return Refusal(Reason("access.forbidden"), kind="forbidden")
    return UNKNOWN
