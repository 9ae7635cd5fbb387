"""The end of an application: check your answers, send, and what comes of it."""

from uuid import NAMESPACE_URL, uuid5

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Refusal, Unavailable
from serve_apps.blocks.cases.applications import submit
from serve_apps.blocks.cases.apply import CaseId, Key
from serve_apps.blocks.cases.drafts import Draft, open_own, wish
from serve_apps.front.language import language_of, translations
from serve_apps.front.policies import Resident
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.reading import answer_rows, material_rows
from serve_apps.pages.stored_files import pictures_of

router = APIRouter(include_in_schema=False)


@router.get("/apply/{case}/check")
async def show_check(
    request: Request, visitor: Resident, services: Wired, case: CaseId
) -> Response:
    """Show every answer with a link to change it, and the button that sends them.

    The key of the sending is made here, from the draft as it stands: shown again unchanged, the
    page has the same key, so sending twice is sending once.
    """
    draft = await open_own(services, visitor, case)
    if not draft.open:
        return RedirectResponse(f"/cases/{case}/confirmation", 303)
    return await _check(request, services, draft, _key(draft), Faults())


@router.post("/apply/{case}/submit")
async def send(
    request: Request, visitor: Resident, services: Wired, case: CaseId, key: Key
) -> Response:
    """Apply. However often this is sent, it leads to the one confirmation.

    What counts is what was shown and signed for: the `key` is that of the draft as it stood then.
    One that was changed since, in another tab, is shown again.
    """
    draft = await open_own(services, visitor, case)
    confirmation = RedirectResponse(f"/cases/{case}/confirmation", 303)
    if not draft.open:
        return confirmation
    if key != _key(draft):
        say = translations(language_of(request)).gettext
        changed = Faults((("", say("填写的内容已在别处改动，请重新核对后再提交")),))
        return await _check(request, services, draft, _key(draft), changed, status=409)
    try:
        await submit(services, visitor.identity, key, wish(draft, form=draft.answers), case=case)
    except Unavailable:
        return page(request, "apply/unknown.html", {"draft": draft, "item": draft.item, "key": key})
    except Refusal as refusal:
        if not (await open_own(services, visitor, case)).open:
            return confirmation  # another click was faster
        told = tell(refusal.reasons, language_of(request), item=draft.item)
        return await _check(request, services, draft, key, told, status=422)
    return confirmation


@router.get("/cases/{case}/confirmation")
async def show_confirmation(
    request: Request, visitor: Resident, services: Wired, case: CaseId
) -> Response:
    """Show that the application has arrived: its number and what happens next, by which day."""
    draft = await open_own(services, visitor, case)
    if draft.open:
        return RedirectResponse(f"/apply/{case}", 303)
    if draft.state.phase != "submitted":  # it has gone on: what comes next is said there
        return RedirectResponse(f"/cases/{case}", 303)
    context = {
        "case": draft.state,
        "item": draft.item,
        "unit": services.library[Organisation].known(draft.state.unit),
    }
    return page(request, "apply/confirmation.html", context)


def _key(draft: Draft) -> str:
    return uuid5(NAMESPACE_URL, f"yimen:submit:{draft.case}:{draft.seq}").hex


async def _check(
    request: Request,
    services: Services,
    draft: Draft,
    key: str,
    faults: Faults,
    status: int = 200,
) -> Response:
    language = language_of(request)
    sections = [
        (
            section.title[language],
            answer_rows(section, draft.answers, language, f"/apply/{draft.case}/{number}"),
        )
        for number, section in enumerate(draft.item.sections, 1)
    ]
    context = {
        "draft": draft,
        "item": draft.item,
        "applicant": draft.state.applicant,
        "sections": sections,
        "materials": material_rows(
            draft.item,
            draft.state,
            language,
            f"/apply/{draft.case}",
            await pictures_of(services, draft.state.materials),
        ),
        "missing": len(draft.faults),
        "key": key,
        "errors": faults.summary,
    }
    return page(request, "apply/check.html", context, status=status)
