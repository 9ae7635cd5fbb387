"""我的待办: one list of open tasks of every kind, and dealing with many of them at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.forms.normalise import day, sought
from actors.blocks.organisation.units import Organisation
from actors.blocks.tasks import batch
from actors.blocks.tasks.batch import Target
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Fault, Reason, Refusal
from actors.kernel.system import Installed
from serve_apps.blocks.tasks import running
from serve_apps.blocks.tasks.inbox import MOST, Deed, Inbox, Tab, Wanted
from serve_apps.front.bodies import command_id
from serve_apps.front.faces import address_of
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import Officer, SignedIn
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import sentence
from serve_apps.pages import parts
from storage.mongo import Document
from storage.search.cursor import BadCursor

router = APIRouter(include_in_schema=False)
DEEDS: Mapping[str, Deed] = {
    "claim": "ClaimTask",
    "release": "ReleaseTask",
    "hand_over": "HandOverTask",
    "deputise": "DeputiseTask",
}


@dataclass(frozen=True)
class Failed:
    """Why a task stays as it was: `number` of its entity, and what it is."""

    number: str
    what: Any
    reason: Reason


@router.get("/tasks")
async def show_tasks(
    request: Request,
    visitor: SignedIn,
    services: Wired,
    tab: Tab = "unit",
    system: Annotated[str, Query(max_length=60)] = "",
    kind: Annotated[str, Query(max_length=60)] = "",
    level: Literal["", "warning", "yellow", "red"] = "",
    q: Annotated[str, Query(max_length=200)] = "",
    at: Annotated[str, Query(max_length=1_000)] = "",
) -> Response:
    """Show the tasks that wait for the visitor, his unit, or him as a deputy; to residents those
    that nobody else can do."""
    tab = "mine" if visitor.kind == "resident" else tab
    wanted = Wanted(tab=tab, system=system, kind=kind, level=level, text=sought(q))
    return await _list(request, services, visitor, wanted, cursor=at)


@router.post("/tasks/do")
async def do(
    request: Request,
    visitor: Officer,
    services: Wired,
    deed: Annotated[Literal["claim", "release", "hand_over", "deputise"], Form()],
    task: Annotated[list[str] | None, Form()] = None,
    to: Annotated[str, Form(max_length=60)] = "",
    until: Annotated[str, Form(max_length=40)] = "",
    key: Annotated[str, Form(max_length=64)] = "",
    tab: Annotated[Tab, Form()] = "unit",
    whole: Annotated[bool, Form()] = False,
    system: Annotated[str, Form(max_length=60)] = "",
    kind: Annotated[str, Form(max_length=60)] = "",
    level: Annotated[Literal["", "warning", "yellow", "red"], Form()] = "",
    q: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Claim, give back, hand over or deputise every task that was chosen or, with `whole`, of the
    whole list up to 500. Each is dealt with by itself: what could not be is told, with why, and the
    rest is done. Many become a batch with a page of its own."""
    given: dict[str, Any] = {}
    wanted = Wanted(tab=tab, system=system, kind=kind, level=level, text=sought(q))
    faults = [] if task or whole else [Reason("tasks_page.none_chosen")]
    if deed in ("hand_over", "deputise"):
        given["to"] = f"staff:{to}"
        faults += [] if to else [Reason("tasks_page.nobody_chosen")]
    if deed == "deputise":
        given["until"] = day(until)
        faults += [] if given["until"] else [Reason("tasks_page.no_day")]
    failed = [Failed("", None, fault) for fault in faults]
    if not failed and (whole or len(task or ()) > MOST):
        targets = await _targets(services, visitor, wanted, None if whole else task)
        id = await running.begin(services, visitor, DEEDS[deed], given, targets, key)
        return RedirectResponse(f"/batches/{id}", 303)
    if not failed:
        chosen = list(dict.fromkeys(task or []))[:MOST]
        failed = await _each(services, visitor, chosen, DEEDS[deed], given, key or uuid4().hex)
    if not failed:
        return RedirectResponse(f"/tasks?{urlencode({'tab': tab})}", 303)
    return await _list(request, services, visitor, wanted, failed=failed)


async def _targets(
    services: Services, visitor: Visitor, wanted: Wanted, chosen: Sequence[str] | None
) -> list[Target]:
    """Return the tasks `chosen` or, for None, all that are `wanted`, as far as a batch goes."""
    inbox, today = services[Inbox], local_day(services.clock.now())
    if chosen is None:
        rows = await inbox.first(visitor.identity, wanted, today, batch.MOST)
    else:
        rows = list((await inbox.these(visitor.identity, chosen)).values())[: batch.MOST]
    return [Target(key=row["key"], number=row["number"], task=row["task"]) for row in rows]


async def _each(
    services: Services,
    visitor: Visitor,
    ids: Sequence[str],
    deed: Deed,
    given: Mapping[str, Any],
    key: str,
) -> list[Failed]:
    inbox, by = services[Inbox], visitor.identity
    seen = await inbox.these(by, ids)
    failed: list[Failed] = []
    for id in ids:
        row = seen.get(id)
        command = inbox.command(row, deed, given) if row else None
        if row is None or command is None:
            reason = Reason("tasks.unknown")
            failed.append(Failed(row["number"] if row else "", row and row["what"], reason))
            continue
        try:
            wish = command_id(by.id, f"{key}:{id}", command)
            await services.sender.send(row["key"], command, id=wish, by=by)
        except Refusal as refusal:
            failed += [Failed(row["number"], row["what"], reason) for reason in refusal.reasons]
        except Fault:
            reason = Reason("request.outcome_unknown")
            failed.append(Failed(row["number"], row["what"], reason))
    return failed


async def _list(
    request: Request,
    services: Services,
    visitor: Visitor,
    wanted: Wanted,
    *,
    cursor: str = "",
    failed: Sequence[Failed] = (),
) -> Response:
    language, inbox = language_of(request), services[Inbox]
    today = local_day(services.clock.now())
    try:
        found = await inbox.page(visitor.identity, wanted, today, cursor=cursor)
    except BadCursor:
        found = await inbox.page(visitor.identity, wanted, today)
    installed = services.library[Installed]
    context = {
        "rows": [
            {**_shown(services, row, visitor, language), "of": inbox.called(row["kind"], language)}
            for row in found.rows
        ],
        "total": found.total,
        "whole": found.whole,
        "tabs": list(_tabs(wanted, language)) if visitor.kind == "staff" else [],
        "wanted": wanted,
        "systems": [(name, owner.title[language]) for name, owner in installed.systems.items()],
        "kinds": [
            (kind, inbox.called(kind, language) or owner.title[language])
            for owner in installed.owners
            for kind in owner.tasked
        ],
        "colleagues": list(_colleagues(services, visitor, language)),
        "before": _address(wanted, found.before),
        "after": _address(wanted, found.after),
        "key": uuid4().hex,
        "today": today.isoformat(),
        "errors": [("", _told(each, language)) for each in failed],
    }
    return page(request, "tasks/list.html", context, status=409 if failed else 200)


def _told(failed: Failed, language: Language) -> str:
    said = sentence(failed.reason.code, language, failed.reason.facts)
    what = failed.what[language] if failed.what else ""
    name = " · ".join(filter(None, (failed.number, what)))
    colon = "：" if language == "zh" else ": "
    return f"{name}{colon}{said}" if name else said


def _shown(
    services: Services, row: Document, visitor: Visitor, language: Language
) -> dict[str, Any]:
    return {
        **row,
        "href": address_of(row["key"], visitor.kind),
        "mine": row["claimed_by"] == visitor.identity.id,
        "claimer": _name(services, row["claimed_by"], language),
        "deputy_name": _name(services, row["deputy"], language),
    }


def _name(services: Services, id: str, language: Language) -> str:
    account = id.removeprefix("staff:")
    member = services.library[Organisation].staff.get(account)
    return member.name[language] if member else account


def _colleagues(
    services: Services, visitor: Visitor, language: Language
) -> Iterator[tuple[str, str]]:
    for account, member in services.library[Organisation].staff.items():
        if member.roles_at(visitor.unit):
            yield account, member.name[language]


def _tabs(wanted: Wanted, language: Language) -> Iterator[parts.Tab]:
    _ = translations(language).gettext
    titles: dict[Tab, str] = {
        "unit": _("本单位待办"),
        "mine": _("我认领的"),
        "deputised": _("我代理的"),
    }
    for tab, title in titles.items():
        query = urlencode({**_given(wanted), "tab": tab})
        yield parts.Tab(title, f"/tasks?{query}", tab == wanted.tab)


def _given(wanted: Wanted) -> dict[str, str]:
    named = {"tab": wanted.tab, "system": wanted.system, "kind": wanted.kind}
    named |= {"level": wanted.level, "q": wanted.text}
    return {name: value for name, value in named.items() if value}


def _address(wanted: Wanted, cursor: str) -> str:
    return f"/tasks?{urlencode({**_given(wanted), 'at': cursor})}" if cursor else ""
