"""Progress without signing in: by case number and the end of the applicant's identity number."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.cases.catalogue import Catalogue
from actors.kernel.errors import Overloaded, Refusal
from serve_apps.blocks.cases.journey import Reader, entries
from serve_apps.blocks.cases.progress import (
    NOT_ACCEPTED,
    has_proved,
    prove_applicant,
    remember_proof,
    row_of,
)
from serve_apps.blocks.cases.visibility import may_follow
from serve_apps.front.language import language_of, translations
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import sentence

router = APIRouter(include_in_schema=False)


@router.get("/progress")
async def show_question(request: Request, _: AnyVisitor) -> Response:
    """Ask for the number and the last four characters."""
    return page(request, "inquiry/ask.html", {"number": ""})


@router.post("/progress")
async def ask(
    request: Request,
    _: AnyVisitor,
    services: Wired,
    number: Annotated[str, Form(max_length=200)] = "",
    id_tail: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Show the case, or one sentence whether the number or the end is wrong."""
    language = language_of(request)
    say = translations(language).gettext
    try:
        row = await prove_applicant(services, number, id_tail)
    except Refusal as refused:
        wrong = say("没有找到：请核对办件编号和证件号码后四位")
        if refused.reasons[0].code == NOT_ACCEPTED:
            told = (sentence(r.code, language, r.facts) for r in refused.reasons)
            wrong = say("；").join(told)
    except Overloaded:
        wrong = say("这个编号查询次数过多，请 15 分钟后再试")
    else:
        answer = RedirectResponse(f"/progress/{row['number']}", 303)
        remember_proof(answer, services, row["number"])
        return answer
    context = {"number": number, "errors": [("number", wrong)]}
    return page(request, "inquiry/ask.html", context, status=422)


@router.get("/progress/{number}")
async def show_progress(
    request: Request, visitor: AnyVisitor, services: Wired, number: str
) -> Response:
    """Show how far the case has come, masked, to whoever proved to be its applicant."""
    row = await _row(request, services, visitor, number)
    if row is None:
        return RedirectResponse("/progress", 303)
    item = services.library[Catalogue].item(row["item"]["code"], row["item"]["version"])
    reader = Reader(language_of(request), office=False)
    context = {
        "row": row,
        "item": item,
        "entries": entries(row["timeline"], item, services.library, reader),
    }
    fragment = request.headers.get("hx-request") == "true"
    return page(request, "inquiry/now.html" if fragment else "inquiry/case.html", context)


async def _row(
    request: Request, services: Services, visitor: Visitor, number: str
) -> dict[str, Any] | None:
    row = await row_of(services, number)
    if row is None:
        return None
    proved = has_proved(request, services, row["number"])
    known = proved or may_follow(visitor, row, services.library)
    return row if known else None
