"""POST /api/v1/{plural}/{id}/{command}: what the kinds offer to people, one path each.

The busiest route of the platform, so it goes without the framework's own reading and checking.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from actors.kernel.kind import EntityKind
from actors.kernel.offer import Offer
from serve_apps.front.bodies import answer, command_id, decoded, idempotency_key, require_json
from serve_apps.front.face import Preparation
from serve_apps.front.new_ids import new_id
from serve_apps.front.policies import Policy, signed_in
from serve_apps.front.problem import path_name
from serve_apps.front.strict import StrictDecoder
from serve_apps.front.wiring import Services

API = "/api/v1/"


class CommandReceipt(msgspec.Struct, frozen=True):
    """The command is durable. `id` is the entity's, `seq` its version after it; `reply` how it
    stands; `replayed` tells that this Idempotency-Key had had its effect before."""

    id: str
    seq: int
    reply: Any
    replayed: bool


@dataclass(frozen=True, kw_only=True)
class Served:
    """One offer to people as it is served: `path` is that below the kind's plural, "" to begin an
    entity where there is one way to, the command's name where there are several."""

    kind: EntityKind[Any]
    offer: Offer[Any]
    path: str
    begins: bool
    takes: type[msgspec.Struct]
    example: msgspec.Struct | None
    prepare: Preparation | None
    decoder: StrictDecoder[Any]


class CommandRoute(Route):
    """The route as the application lists it, behind all others: path, method and policy."""

    policies: tuple[Policy, ...] = (signed_in,)

    def __init__(self, commands: "Commands") -> None:
        super().__init__(f"{API}{{plural}}/{{id}}/{{command}}", commands, methods=["POST"])
        self.commands = commands


class ServedCommandRoute(CommandRoute):
    """The same for commands that are served, before all other routes: whatever serves the
    application asks which route each request is for, to count it, and one look into a table answers
    sooner than two hundred patterns."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether the request is for a command that is served."""
        return (Match.FULL, {}) if self.commands.answers(scope) else (Match.NONE, {})


class Commands:
    """The ASGI application behind the route.

    `before` are the preparations of all faces.
    """

    def __init__(self, before: Iterable[Preparation]) -> None:
        self._before = {each.command: each for each in before}
        self._served: dict[tuple[str, bool, str], Served] = {}
        self._ids: dict[str, re.Pattern[str]] = {}

    def serve(self, kinds: Mapping[str, EntityKind[Any]]) -> None:
        """Serve what `kinds` offer to people, and nothing else."""
        self._served = {
            (each.kind.plural, each.begins, each.path): each
            for kind in kinds.values()
            if kind.plural and kind.rules
            for each in self._of(kind)
        }
        self._ids = {kind.plural: re.compile(kind.ids) for kind in kinds.values()}

    def served(self) -> tuple[Served, ...]:
        """Return everything that is served."""
        return tuple(self._served.values())

    def answers(self, scope: Scope) -> bool:
        """Tell whether a request is for this application: other paths are for routes of faces."""
        return (
            scope["type"] == "http"
            and scope["method"] == "POST"
            and self._find(scope["path"]) is not None
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out one command.

        Raises:
            Refusal, SignInNeeded, ForgedRequest, WaitFirst, Overloaded, Unavailable, HTTPException,
            msgspec.DecodeError: see `problems.py`.
        """
        request = Request(scope, receive)
        services: Services = scope["app"].state.services
        visitor = await signed_in(request)
        found = self._find(scope["path"])
        if found is None:
            raise HTTPException(404)
        served, id = found
        kind, by, key = served.kind, visitor.identity, idempotency_key(request)
        if served.begins:
            id = new_id(kind.name, by.owner, key)
        elif not self._ids[kind.plural].fullmatch(id):
            raise HTTPException(404)
        require_json(request)
        wish = await decoded(request, served.decoder)
        sent = command_id(by.owner, key, wish, served.offer.command.__name__)
        if served.prepare is not None:
            wish = await served.prepare.prepare(services, visitor, id, wish)
        receipt = await services.sender.send(f"{kind.name}:{id}", wish, id=sent, by=by)
        done = CommandReceipt(id, receipt.seq, receipt.reply, receipt.replayed)
        if served.begins:
            location = {"location": f"{API}{kind.plural}/{id}"}
            await answer(done, 201, location)(scope, receive, send)
        else:
            await answer(done)(scope, receive, send)

    def _find(self, path: str) -> tuple[Served, str] | None:
        """Return what is served under `path`, and the id in it."""
        if not path.startswith(API):
            return None
        plural, *rest = path[len(API) :].split("/")
        id = rest[0] if len(rest) == 2 else ""
        if len(rest) > 2 or (len(rest) == 2 and not id):
            return None
        served = self._served.get((plural, not id, rest[-1] if rest else ""))
        return None if served is None else (served, id)

    def _of(self, kind: EntityKind[Any]) -> Iterator[Served]:
        assert kind.rules
        offers = [offer for offer in kind.rules.offers if offer.of == "people"]
        several = sum(1 for offer in offers if offer.begins) > 1
        for offer in offers:
            name = path_name(offer.command.__name__)
            yield self._serve(kind, offer, name, begins=False)
            if offer.begins:
                yield self._serve(kind, offer, name if several else "", begins=True)

    def _serve(
        self, kind: EntityKind[Any], offer: Offer[Any], path: str, *, begins: bool
    ) -> Served:
        before = self._before.get(offer.command)
        takes: type[msgspec.Struct] = (before and before.takes) or offer.command
        return Served(
            kind=kind,
            offer=offer,
            path=path,
            begins=begins,
            takes=takes,
            example=(before and before.example) or offer.example,
            prepare=before,
            decoder=StrictDecoder(takes),
        )
