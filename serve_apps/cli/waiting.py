"""`yimen waiting`: the operator's switch of the waiting rooms, over the platform's own API, so that
the journal says who switched."""

import json
import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen
from uuid import uuid4

import typer
from rich.console import Console
from rich.table import Table

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.waiting.state import HALL
from actors.library import load_library
from serve_apps.cli.runfile import RunFile
from serve_apps.front.secrets_file import read_or_make
from serve_apps.front.settings import read_settings
from storage.settings import read_settings as read_storage_settings

CAPACITY = re.compile(r"(?P<number>\d+)/(?P<unit>s|min|h)")
A_MINUTE = {"s": 60, "min": 1, "h": 1 / 60}
SECONDS = 15


class NotACapacity(ValueError):
    """What was given is no number of people in a time."""


def a_minute(text: str) -> int:
    """Return how many people a minute `text` names: "50/min", "5/s", "600/h"; "" is 0.

    Raises:
        NotACapacity: it names none.
    """
    if not text:
        return 0
    found = CAPACITY.fullmatch(text)
    people = round(int(found["number"]) * A_MINUTE[found["unit"]]) if found else 0
    if people < 1:
        raise NotACapacity(f"{text!r} is no capacity: write people as 50/min, 5/s or 600/h")
    return people


def switch(room: str, mode: str, capacity: str, minutes: int, account: str) -> int:
    """Switch `room` and print how it stands; return the exit status."""
    console = Console()
    try:
        wish = {"mode": mode, "capacity": a_minute(capacity), "minutes": minutes}
        token = _token(account)
        told = _ask("PUT", f"/api/v1/waiting/{quote(room)}", wish, token)
    except NotACapacity as error:
        console.print(str(error), style="red", markup=False, highlight=False)
        return 1
    except (HTTPError, URLError) as error:
        console.print(_sentence(error), style="red", markup=False, highlight=False)
        return 1
    console.print(rooms_table([told]))
    return 0


def show(as_json: bool) -> int:
    """Print the rooms that are not switched off; return the exit status."""
    console = Console()
    items = sorted(item.code for item in load_library()[Catalogue].current_items())
    try:
        rooms = [_ask("GET", f"/api/v1/waiting/{quote(room)}") for room in (HALL, *items)]
    except (HTTPError, URLError) as error:
        console.print(_sentence(error), style="red", markup=False, highlight=False)
        return 1
    told = [room for room in rooms if room["mode"] != "off"]
    if as_json:
        print(json.dumps(told))
    else:
        console.print(rooms_table(told))
    return 0


def rooms_table(rooms: list[dict[str, Any]]) -> Table:
    """Return the rooms as a table."""
    columns = ("Room", "Mode", "Now", "Waiting", "Let in a minute", "Minutes to finish")
    table = Table(*columns, title="Waiting rooms", title_justify="left")
    for room in rooms:
        pace = f"{room['pace']} of {room['capacity']}"
        table.add_row(
            room["room"],
            room["mode"],
            "open" if room["open"] else "closed",
            str(room["waiting"]),
            pace if room["open"] else str(room["capacity"]),
            str(room["minutes"]),
        )
    return table


def _token(account: str, environment: Mapping[str, str] = os.environ) -> str:
    password = environment.get("YIMEN_PASSWORD", "")
    settings = read_settings()
    if not password and environment.get("YIMEN_DEMO", "1") == "1":
        password = read_or_make(settings.secrets_file).passwords.get("staff", "")
    if not password:
        password = typer.prompt(f"Password of {account}", hide_input=True, err=True)
    opened = _ask("POST", "/api/v1/sessions", {"account": account, "password": password})
    return opened["token"]


def _ask(method: str, path: str, body: dict[str, Any] | None = None, token: str = "") -> Any:
    headers = {"content-type": "application/json", "accept-language": "en"}
    headers |= {"idempotency-key": uuid4().hex}
    if token:
        headers["authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = Request(_url() + path, data, headers, method=method)
    with urlopen(request, timeout=SECONDS) as answer:  # nosec B310 # our own API
        return json.loads(answer.read())


def _url() -> str:
    run_file = RunFile(read_storage_settings().data)
    known = str(run_file.read().get("url", "")) if run_file.held() else ""
    settings = read_settings()
    return known or f"http://{settings.host}:{settings.port}"


def _sentence(error: HTTPError | URLError) -> str:
    if not isinstance(error, HTTPError):
        return f"The web channel does not answer ({error.reason}): is Yimen up? See `yimen status`."
    try:
        told = json.loads(error.read())
    except ValueError:
        return f"The platform answered {error.code}."
    return str(told.get("detail") or told.get("title"))
