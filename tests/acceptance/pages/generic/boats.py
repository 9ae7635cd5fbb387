"""Boats that tests register, inspect and retire by program."""

import importlib
from datetime import date
from typing import Any
from uuid import uuid4

from actors.kernel.identity import Identity
from tests.acceptance.site import Site
from tests.waiting import until

CLERK = "market_clerk"
UNIT, ELSEWHERE = "market_supervision", "health"
SAMPLE = {"sort": "ferry", "crew": 4, "owner": "陈家辉", "phone": "13812345678"}


def clerk(unit: str) -> Identity:
    return Identity("staff:tester", ("window_clerk",), unit)


def send(site: Site, boat: str, command: str, by: Identity | None = None, **fields: Any) -> None:
    kind = importlib.import_module("actors.systems.boats.boat")
    wish = getattr(kind, command)(**fields)
    sender = site.services.sender  # type: ignore[union-attr]
    by = by or clerk(fields.get("unit", UNIT))
    receipt = site.run(sender.send(f"boat:{boat}", wish, id=uuid4().hex, by=by))
    views = site.services.views  # type: ignore[union-attr]
    until(lambda: site.run(views.seq_of("boats", boat)) >= receipt.seq)


def register(site: Site, title: str, unit: str = UNIT, **fields: Any) -> str:
    boat = uuid4().hex
    given = {**SAMPLE, "registered_on": date(2026, 3, 5), **fields}
    send(site, boat, "Register", title=title, unit=unit, **given)
    return boat
