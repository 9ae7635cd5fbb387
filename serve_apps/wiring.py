"""What a channel is given to work with. Built once a process, by `develop.py` or `deploy.py`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from actors.kernel.ports import Clock, Sender
from serve_apps.live import Live
from serve_apps.numbers import Numbers
from serve_apps.session import Sessions
from serve_apps.settings import WebSettings

if TYPE_CHECKING:
    from storage.files import Files
    from storage.views import Views

    from actors.kernel.library import Library


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything a route may use. Commands go out by `sender`; `views` are for reading only.

    `clock` is the platform's clock, which a demonstration may move.
    """

    sender: Sender
    views: "Views"
    library: "Library"
    clock: Clock
    sessions: Sessions
    numbers: Numbers
    live: Live
    files: "Files"
    signing_key: bytes
    settings: WebSettings


def services_of(connection: HTTPConnection) -> Services:
    """Return the services of the app that handles `connection`."""
    return connection.app.state.services


Wired = Annotated[Services, Depends(services_of)]
"""Type of a route's parameter that receives the services."""
