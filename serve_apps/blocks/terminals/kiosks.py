"""Self-service terminals for operators: the list, and one terminal with its devices and events."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response

from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.organisation.units import Organisation
from serve_apps.blocks.cases.visibility import UNKNOWN
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word, word
from serve_apps.pages.parts import Entry

router = APIRouter(include_in_schema=False)
Watcher = Annotated[Visitor, Depends(staff_with(OPERATOR, SUPERVISOR))]
TerminalId = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$")]
_TROUBLE = frozenset(
    {"unknown", "offline", "power_off", "no_device", "hardware_error", "user_error"}
)  # "unknown" never reads as good
_SHORT = frozenset({"unknown", "low", "out", "jammed"})


@router.get("/terminals")
async def show_terminals(request: Request, _: Watcher, services: Wired) -> Response:
    """Show every terminal: whether it is online, in use, and in order."""
    language = language_of(request)
    rows = [_shown(services, row, language) for row in await services.views.terminals()]
    context = {
        "rows": rows,
        "online": sum(1 for row in rows if row["online"]),
        "troubled": sum(1 for row in rows if row["trouble"]),
    }
    fragment = request.headers.get("hx-request") == "true"
    return page(request, "terminals/rows.html" if fragment else "terminals/list.html", context)


@router.get("/terminals/{terminal}")
async def show_terminal(
    request: Request, _: Watcher, services: Wired, terminal: TerminalId
) -> Response:
    """Show one terminal, its devices and its last events; nothing in them names a person."""
    row = await services.views.terminal(terminal)
    if row is None:
        raise UNKNOWN
    language = language_of(request)
    context = {
        "row": _shown(services, row, language),
        "devices": [
            {"title": known_word(f"devices.{name}", language) or name, **device}
            for name, device in sorted(row["devices"].items())
        ],
        "entries": [_entry(told, language) for told in reversed(row["recent"])],
    }
    fragment = request.headers.get("hx-request") == "true"
    return page(request, "terminals/now.html" if fragment else "terminals/one.html", context)


def _shown(services: Services, row: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Return a row with the name of its place and, as `trouble`, which of its devices need
    somebody, and why."""
    place = services.library[Organisation].places.get(row["place"])
    devices = sorted(row["devices"].items())
    return {
        **row,
        "place_title": place.title if place else None,
        "trouble": [
            _trouble(name, device, language) for name, device in devices if _needs_somebody(device)
        ],
    }


def _trouble(name: str, device: Mapping[str, Any], language: Language) -> str:
    why = [
        word(f"supplies.{level}", language)
        for level in device["supplies"].values()
        if level in _SHORT
    ]
    if device["state"] in _TROUBLE:
        why = [word(f"device_states.{device['state']}", language)]
    title = known_word(f"devices.{name}", language) or name
    return " · ".join((title, *why))


def _needs_somebody(device: Mapping[str, Any]) -> bool:
    return device["state"] in _TROUBLE or bool(_SHORT & set(device["supplies"].values()))


def _entry(told: Mapping[str, Any], language: Language) -> Entry:
    what = known_word(f"reports.{told['event']}", language)
    facts = told["facts"]
    more: list[str] = []
    if "device" in facts:
        device = known_word(f"devices.{facts['device']}", language) or facts["device"]
        more.append(f"{device} · {word('device_states.' + facts['state'], language)}")
    if facts.get("number"):
        more.append(str(facts["number"]))
    if "count" in facts:
        more.append(str(facts["count"]))
    trouble = facts.get("state") in _TROUBLE or told["event"] in ("WentOffline", "entries_lost")
    return Entry(
        what or word(f"terminal.events.{told['event']}", language),
        told["at"],
        more=tuple(more),
        kind="notice" if trouble else "",
    )
