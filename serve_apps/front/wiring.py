"""What a channel is given to work with. Built once a process, by `develop.py` or `deploy.py`."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Protocol, TypeVar, runtime_checkable

from fastapi import Depends
from starlette.requests import HTTPConnection

from actors.blocks.waiting.state import Board
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from actors.runtime.control import ClusterControl
from actors.runtime.logs import show_ids_of
from actors.runtime.tracing import Spans
from serve_apps.front.account_news import AccountNews
from serve_apps.front.attaching import AttachingSender
from serve_apps.front.bound_keys import BoundSender
from serve_apps.front.broken_rules import BrokenRules
from serve_apps.front.command_log import LoggedSender
from serve_apps.front.identity_service import IdentityService
from serve_apps.front.new_passwords import NewPasswords
from serve_apps.front.passkeys import Passkeys
from serve_apps.front.patience import PatientSender
from serve_apps.front.proof import ProvenSender
from serve_apps.front.secrets_file import Secrets
from serve_apps.front.security_log import SecurityLog
from serve_apps.front.security_watch import WatchedSender
from serve_apps.front.session import Sessions
from serve_apps.front.settings import WebSettings
from serve_apps.front.traced_sender import TracedSender
from serve_apps.front.trying import Trying
from serve_apps.front.ways_in import WaysIn
from serve_apps.pages.live import Live
from storage.clock import WallClock
from storage.files import Files
from storage.history import Histories
from storage.mongo import Database
from storage.sealing import Seals
from storage.security_events import SecurityEvents
from storage.views import Views

S = TypeVar("S")


@runtime_checkable
class HearsOfLoad(Protocol):
    """Something that a face makes and that counts who is turned away."""

    def shed(self) -> None:
        """Note that one request was told to come again because the process has its hands full."""
        ...


@runtime_checkable
class KeepsLines(Protocol):
    """Something that a face makes and that lets people wait in line."""

    async def boards(self) -> Mapping[str, Board]:
        """Return how long each line is and how far, by the name of its room."""
        ...


@dataclass(frozen=True, kw_only=True)
class Wiring:
    """What the services of a process, and of each face, are made of."""

    sender: Sender
    database: Database
    library: Library
    clock: Clock
    settings: WebSettings


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything a route may use. Commands go out by `sender`; `views` are for reading only.

    `clock` is the platform's clock, which a demonstration may move; `kinds` are the kinds of
    entities by name; `control`, `histories` and `seals` are for operators; `sent_away` counts
    requests that were told to come again, by why, and `broken_rules` those that a rule of an item
    failed; `security` is told of security events. `services[Numbers]` is what a face has made.
    """

    sender: AttachingSender
    views: Views
    library: Library
    clock: Clock
    sessions: Sessions
    ways_in: WaysIn
    new_passwords: NewPasswords
    passkeys: Passkeys
    identity_service: IdentityService
    live: Live
    files: Files
    secrets: Secrets
    settings: WebSettings
    kinds: Mapping[str, EntityKind[Any]]
    control: ClusterControl
    histories: Histories
    seals: Seals
    security: SecurityLog
    sent_away: Counter[str] = field(default_factory=Counter[str])
    broken_rules: BrokenRules = field(default_factory=BrokenRules)
    made: Mapping[type, Any] = field(default_factory=dict[type, Any])

    def __getitem__(self, kind: type[S]) -> S:
        """Return what a face has made of the type `kind`.

        Raises:
            KeyError: no face that is installed makes one.
        """
        return self.made[kind]

    def tell_of_load(self) -> None:
        """Tell what faces have made, and wants to know, that somebody was turned away for load."""
        for each in self.made.values():
            if isinstance(each, HearsOfLoad):
                each.shed()

    async def lines(self) -> dict[str, Board]:
        """Return the boards of all lines that people wait in, by room; none where nothing that is
        installed has people wait."""
        found: dict[str, Board] = {}
        for each in self.made.values():
            if isinstance(each, KeepsLines):
                found |= await each.boards()
        return found


@asynccontextmanager
async def wire(
    around: Wiring,
    control: ClusterControl,
    secrets: Secrets,
    *,
    kinds: Mapping[str, EntityKind[Any]],
    make: Iterable[Callable[[Wiring], Any]],
    spans: Spans | None = None,
) -> AsyncIterator[Services]:
    """Put the services of one process together `around` what it works with, and what the faces
    `make` of that; live pages work until the context is left."""
    show_ids_of(kinds.values())
    database, settings = around.database, around.settings
    bound = BoundSender(around.sender, database)
    traced = TracedSender(PatientSender(bound), spans or Spans())
    machine = WallClock()
    events = SecurityEvents(database)
    security = SecurityLog(events, machine, secrets.signing_key, settings)
    watched = WatchedSender(LoggedSender(traced), security)
    sender = AttachingSender(ProvenSender(watched), database, kinds)
    around = replace(around, sender=sender)
    made = [each(around) for each in make]
    sessions = Sessions(sender, machine, secrets.signing_key, settings, security)
    trying = Trying(sender, around.clock, sessions.clock, secrets.signing_key, security)
    news = AccountNews(database, sessions.checks)
    services = Services(
        sender=sender,
        views=Views(database),
        library=around.library,
        clock=around.clock,
        sessions=sessions,
        ways_in=WaysIn(sessions, trying, secrets.signing_key),
        new_passwords=NewPasswords(sessions, trying, sender, around.library),
        passkeys=Passkeys(secrets.signing_key),
        identity_service=IdentityService(secrets.signing_key, settings),
        live=Live(database),
        files=Files(database),
        secrets=secrets,
        settings=settings,
        kinds=kinds,
        control=control,
        histories=Histories(database),
        seals=Seals(database),
        security=security,
        made={type(each): each for each in made},
    )
    events.start()
    services.live.start()
    news.start()
    try:
        yield services
    finally:
        for each in made:
            if hasattr(each, "stop"):
                await each.stop()
        await services.live.stop()
        await news.stop()
        await events.stop()


def services_of(connection: HTTPConnection) -> Services:
    """Return the services of the app that handles `connection`."""
    return connection.app.state.services


Wired = Annotated[Services, Depends(services_of)]
"""Type of a route's parameter that receives the services."""
