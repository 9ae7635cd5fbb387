"""The files of a case beside its form (对照审查): what was filled in on one side, what was handed
in on the other, with pictures that the platform made of it."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.state import CaseState
from serve_apps.blocks.cases.apply import CaseId
from serve_apps.blocks.cases.case_papers import Insider
from serve_apps.blocks.cases.changes import answers_changed, changes_of
from serve_apps.blocks.cases.visibility import UNKNOWN, purposes_of, read_case
from serve_apps.front.language import language_of
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Wired
from serve_apps.pages.reading import answer_rows
from serve_apps.pages.stored_files import pictures_of

router = APIRouter(include_in_schema=False)


@router.get("/staff/cases/{case}/compare")
async def compare(request: Request, visitor: Insider, services: Wired, case: CaseId) -> Response:
    """Show form and files side by side to those who handle the case, and record the reading. Of a
    closed case the page of the case asks what for.

    Raises:
        Refusal: there is no such case for the visitor.
    """
    state: CaseState = (await services.sender.show(f"case:{case}")).state
    purposes = purposes_of(visitor.identity, state, services.library)
    if not purposes:
        raise UNKNOWN
    if "handling" not in purposes or state.closed_at is not None:
        return RedirectResponse(f"/staff/cases/{case}", 303)
    _seq, state = await read_case(services, visitor, case, "handling", full=False)
    item = services.library[Catalogue].item(state.item, state.item_version)
    language, marks = language_of(request), answers_changed(state)
    context = {
        "case": state,
        "item": item,
        "marked": changes_of(state),
        "sections": [
            (
                section.title[language],
                answer_rows(section, state.form, language, changed=marks, masked=True),
            )
            for section in item.sections
        ],
        "pictures": await pictures_of(services, state.materials),
    }
    return page(request, "staff/compare.html", context)
