"""The page of security events, and the file of all that fit."""

from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from actors.blocks.security.roles import AUDIT_ADMINISTRATOR, SECURITY_ADMINISTRATOR
from actors.blocks.security.sorts import EVENTS_READ, SORTS, SUSPICIOUS
from serve_apps.blocks.security.asked import Asked
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word
from serve_apps.pages.export import Sheet, as_csv
from serve_apps.pages.faults import tell
from storage.search.cursor import BadCursor

router = APIRouter(include_in_schema=False)
AT = "/security/events"
ROLES = (SECURITY_ADMINISTRATOR, AUDIT_ADMINISTRATOR)
LooksAfterSecurity = Annotated[Visitor, Depends(staff_with(*ROLES))]
Typed = Annotated[str, Query(max_length=200)]
Cursor = Annotated[str, Query(max_length=1_000)]


@router.get(AT)
async def show_events(
    request: Request,
    visitor: LooksAfterSecurity,
    services: Wired,
    sort: Typed = "",
    actor: Typed = "",
    source: Typed = "",
    since: Typed = "",
    until: Typed = "",
    at: Cursor = "",
    format: Typed = "",
) -> Response:
    """Show what happened, the newest first; with `format=csv` a file of all of it."""
    asked = Asked(sort, actor, source, since, until)
    language = language_of(request)
    if format == "csv":
        await services.security.record(EVENTS_READ, visitor.account, outcome=f"csv {asked.told()}")
        return await as_csv(_sheet(services, asked, language))
    services.security.note(EVENTS_READ, visitor.account, outcome=f"page {asked.told()}")
    events = services.security.events
    try:
        found = await events.page(asked.where(), cursor=at)
    except BadCursor:
        found = await events.page(asked.where())
    faults = tell(asked.faults, language, names=_titles(language))
    context = {
        "asked": asked,
        "at": AT,
        "sorts": [(name, _sort(name, language)) for name in SORTS],
        "titles": _titles(language),
        "events": [_told(row, language) for row in found.rows],
        "errors": faults.summary,
        "beside_field": faults.beside,
        "after": asked.address(AT, at=found.after) if found.after else "",
        "before": asked.address(AT, at=found.before) if found.before else "",
        "export": asked.address(AT, format="csv"),
        "narrowed": bool(asked.told()),
    }
    return page(request, "security/events.html", context, status=422 if faults else 200)


def _sheet(services: Services, asked: Asked, language: Language) -> Sheet:
    async def lines() -> AsyncIterator[list[Any]]:
        async for row in services.security.events.each(asked.where()):
            yield [
                row["at"].isoformat(timespec="milliseconds"),
                _sort(row["kind"], language),
                *(row[name] for name in ("actor", "source", "target", "outcome", "because")),
                row["trace"],
                row["times"],
            ]

    titles = _titles(language)
    heads = [
        titles[name]
        for name in (
            "at", "sort", "actor", "source", "target", "outcome", "because", "trace", "times",
        )
    ]  # fmt: skip
    return Sheet("security_events", translations(language).gettext("安全事件"), heads, lines())


def _told(row: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Return an event as it is shown."""
    return {
        **row,
        "title": _sort(row["kind"], language),
        "suspicious": row["kind"] in SUSPICIOUS,
    }


def _sort(name: str, language: Language) -> str:
    return known_word(f"sorts.{name}", language) or name


def _titles(language: Language) -> dict[str, str]:
    _ = translations(language).gettext
    return {
        "at": _("时间（协调世界时）"),
        "when": _("时间"),
        "sort": _("事件类别"),
        "actor": _("账户"),
        "source": _("来源地址"),
        "target": _("所涉对象"),
        "outcome": _("处置情况"),
        "because": _("依据的策略"),
        "trace": _("请求编号"),
        "times": _("次数"),
        "since": _("起始日期"),
        "until": _("截止日期"),
    }
