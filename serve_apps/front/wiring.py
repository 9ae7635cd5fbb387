"""What a channel is given to work with. Built once a process, by `develop.py` or `deploy.py`."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from actors.kernel.library import Library
from actors.kernel.ports import Clock, Sender
from actors.runtime.control import ClusterControl
from actors.runtime.tracing import Spans
from serve_apps.blocks.numbers.desk import Numbers
from serve_apps.blocks.terminals.feed import TerminalFeed
from serve_apps.blocks.waiting.rooms import WaitingRooms
from serve_apps.front.command_log import LoggedSender
from serve_apps.front.patience import PatientSender
from serve_apps.front.secrets_file import Secrets
from serve_apps.front.session import Sessions
from serve_apps.front.settings import WebSettings
from serve_apps.front.traced_sender import TracedSender
from serve_apps.pages.live import Live
from storage.clock import WallClock
from storage.files import Files
from storage.history import Histories
from storage.mongo import Database
from storage.sealing import Seals
from storage.views import Views


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything a route may use. Commands go out by `sender`; `views` are for reading only.

    `clock` is the platform's clock, which a demonstration may move; `kinds` are the names of the
    kinds of entities; `control`, `histories` and `seals` are for operators; `sent_away` counts
    requests that were told to come again, by why.
    """

    sender: Sender
    views: Views
    library: Library
    clock: Clock
    sessions: Sessions
    numbers: Numbers
    waiting: WaitingRooms
    live: Live
    terminals: TerminalFeed
    files: Files
    secrets: Secrets
    settings: WebSettings
    kinds: frozenset[str]
    control: ClusterControl
    histories: Histories
    seals: Seals
    sent_away: Counter[str] = field(default_factory=Counter[str])


@asynccontextmanager
async def wire(
    sender: Sender,
    control: ClusterControl,
    database: Database,
    library: Library,
    clock: Clock,
    secrets: Secrets,
    settings: WebSettings,
    *,
    kinds: Iterable[str],
    spans: Spans | None = None,
) -> AsyncIterator[Services]:
    """Put the services of one process together; live pages work until the context is left."""
    sender = LoggedSender(TracedSender(PatientSender(sender), spans or Spans()))
    services = Services(
        sender=sender,
        views=Views(database),
        library=library,
        clock=clock,
        sessions=Sessions(sender, WallClock(), secrets.signing_key, settings),
        numbers=Numbers(sender),
        waiting=WaitingRooms(sender, clock, settings.most_places),
        live=Live(database),
        terminals=TerminalFeed(database),
        files=Files(database),
        secrets=secrets,
        settings=settings,
        kinds=frozenset(kinds),
        control=control,
        histories=Histories(database),
        seals=Seals(database),
    )
    services.live.start()
    try:
        yield services
    finally:
        await services.waiting.stop()
        await services.terminals.stop()
        await services.live.stop()


def services_of(connection: HTTPConnection) -> Services:
    """Return the services of the app that handles `connection`."""
    return connection.app.state.services


Wired = Annotated[Services, Depends(services_of)]
"""Type of a route's parameter that receives the services."""
