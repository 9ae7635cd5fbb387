"""A case whole, for the officers who may read it: found by its number, shown as known at a moment.
Names and numbers stay masked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.cases.state import CaseState
from actors.blocks.forms.normalise import moment, sought
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identifiers import mask_name, mask_number
from actors.systems.service_insight.touches import Card
from actors.systems.service_insight.trajectory import Touch
from serve_apps.blocks.cases.apply import CaseId
from serve_apps.blocks.cases.case_papers import Insider
from serve_apps.blocks.cases.journey import Reader, task_title, who
from serve_apps.blocks.cases.progress import row_of
from serve_apps.blocks.cases.visibility import UNKNOWN, may_follow, purposes_of
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word, word
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.parts import SummaryRow
from serve_apps.pages.reading import answer_rows, material_rows
from serve_apps.pages.values import deputising
from serve_apps.systems.service_insight.whole_case import Whole, whole_case

router = APIRouter(prefix="/staff/whole-cases", include_in_schema=False)
_UNKNOWN_NUMBER = Reason("whole_case.unknown_number", "/number")
_NO_MOMENT = Reason("whole_case.not_a_moment", "/known_at")
_SHOWN_AGAIN = {"invalid": 422, "not_now": 409}


@router.get("")
async def search(request: Request, visitor: Insider, services: Wired, number: str = "") -> Response:
    """Ask for a number, and lead to its case."""
    number = sought(number)[:100]
    if not number:
        return page(request, "insight/search.html", _search(request, ""))
    row = await row_of(services, number)
    if row is None or not may_follow(visitor, row, services.library):
        context = _search(request, number, _UNKNOWN_NUMBER)
        return page(request, "insight/search.html", context, status=404)
    return RedirectResponse(f"/staff/whole-cases/{row['_id']}", 303)


@router.get("/{case}")
async def show(request: Request, visitor: Insider, services: Wired, case: CaseId) -> Response:
    """Show the case as it is known now to those who handle it; of others, and of a case that is
    closed, ask first what it is needed for."""
    state, purposes = await _known(services, visitor, case)
    asked = {"purpose": purposes[0], "reason": "", "known_at": ""}
    if "handling" not in purposes or state.closed_at is not None:
        return _page(request, services, state, purposes, asked)
    found = await whole_case(services, visitor, case, "handling", None, full=False)
    return _page(request, services, state, purposes, asked, found)


@router.post("/{case}")
async def show_as_known(
    request: Request,
    visitor: Insider,
    services: Wired,
    case: CaseId,
    purpose: Annotated[str, Form(max_length=100)],
    known_at: Annotated[str, Typed, Form(max_length=100)] = "",
    reason: Annotated[str, Typed, Form(max_length=500)] = "",
) -> Response:
    """Show the case as it was known at a moment, for a purpose that is recorded."""
    state, purposes = await _known(services, visitor, case)
    asked = {"purpose": purpose, "reason": reason, "known_at": known_at}
    try:
        at = _moment(known_at)
        found = await whole_case(services, visitor, case, purpose, at, full=False, reason=reason)
    except Refusal as refusal:
        if refusal.kind not in _SHOWN_AGAIN:
            raise
        return _page(request, services, state, purposes, asked, refused=refusal)
    return _page(request, services, state, purposes, asked, found)


def _moment(typed: str) -> datetime | None:
    """Return the moment that was typed, by the city's clock; None: nothing was.

    Raises:
        Refusal: it is none.
    """
    if not typed.strip():
        return None
    at = moment(typed, CHINA)
    if at is None:
        raise Refusal(_NO_MOMENT)
    return at


async def _known(
    services: Services, visitor: Visitor, case: str
) -> tuple[CaseState, tuple[str, ...]]:
    """Return the case and for what the visitor may read it.

    Raises:
        Refusal: for nothing; then there is no such case for him.
    """
    state: CaseState = (await services.sender.show(f"case:{case}")).state
    purposes = purposes_of(visitor.identity, state, services.library)
    if not purposes:
        raise UNKNOWN
    return state, purposes


def _search(request: Request, number: str, *reasons: Reason) -> dict[str, Any]:
    language = language_of(request)
    names = {"number": translations(language).gettext("办件编号")}
    told = tell(reasons, language, names=names)
    return {"number": number, "errors": told.summary, "beside": told.beside}


def _page(
    request: Request,
    services: Services,
    state: CaseState,
    purposes: tuple[str, ...],
    asked: Mapping[str, str],
    found: Whole | None = None,
    refused: Refusal | None = None,
) -> Response:
    language = language_of(request)
    say = translations(language).gettext
    names = {
        "known_at": say("按何时所知"),
        "reason": word("access.fields.reason", language),
        "purpose": say("查看目的"),
    }
    told = tell(refused.reasons, language, names=names) if refused else Faults()
    context: dict[str, Any] = {
        "case": state.id,
        "number": state.number,
        "unit": state.unit,
        "closed": state.closed_at is not None,
        "purposes": purposes,
        "asked": asked,
        "errors": told.summary,
        "beside": told.beside,
        "found": None,
    }
    if found is not None:
        context |= _drawn(found, services, language)
    status = _SHOWN_AGAIN[refused.kind] if refused else 200
    return page(request, "insight/case.html", context, status=status)


def _drawn(found: Whole, services: Services, language: Language) -> dict[str, Any]:
    state, item = found.state, found.item
    reader = Reader(language, office=True)

    def named(by: str, instead_of: str = "") -> str:
        name = who(by, services.library, reader) if by else ""
        absent = who(f"staff:{instead_of}", services.library, reader) if instead_of else ""
        return deputising(name, absent, language) if absent else name

    return {
        "found": found,
        "applicant": _applicant(state, language),
        "sections": [
            (section.title[language], answer_rows(section, state.form, language, masked=True))
            for section in item.sections
        ],
        "materials": material_rows(item, state, language),
        "steps": [
            (each, task_title(each.name, item, language), named(each.done_by or each.claimed_by))
            for each in (*state.past_tasks, *state.tasks)
        ],
        "touches": [
            (
                each,
                _what(each, language),
                named(each.by, each.instead_of),
                _about(each, found, language),
            )
            for each in found.trajectory
        ],
        "cards": [(each, _card(each, language)) for each in found.cards],
    }


def _applicant(state: CaseState, language: Language) -> list[SummaryRow]:
    say, one = translations(language).gettext, state.applicant
    if one is None:
        return []
    return [
        SummaryRow(say("姓名或名称"), mask_name(one.name)),
        SummaryRow(say("证件号码"), mask_number(one.id_number)),
    ]


def _what(touch: Touch, language: Language) -> str:
    return known_word(f"{touch.source}.events.{touch.what}", language) or touch.what


def _about(touch: Touch, found: Whole, language: Language) -> str:
    """Return what more is told of a touch, in words."""
    said: list[str] = []
    for name, value in touch.about.items():
        match name:
            case "stage" | "task":
                said.append(task_title(value, found.item, language))
            case "opinion" | "clock" | "level" | "procedure" | "method":
                group = {"method": "deliveries"}.get(name, f"{name}s")
                said.append(known_word(f"{group}.{value}", language) or value)
            case _:
                pass
    return " · ".join(said)


def _card(card: Card, language: Language) -> str:
    return word(f"clocks.{card.clock}", language)
