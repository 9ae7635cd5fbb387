"""The end of an application: check your answers, send, and what comes of it."""

from typing import Annotated
from uuid import NAMESPACE_URL, uuid5

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.cases.items import reference_of
from actors.blocks.cases.offers import rules
from actors.blocks.cases.statement import of_a_child
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Refusal, Unavailable
from serve_apps.blocks.cases.applications import submit
from serve_apps.blocks.cases.apply import CaseId, Key
from serve_apps.blocks.cases.drafts import Draft, address_of, open_own, pages_of, wish
from serve_apps.blocks.cases.sharing import address_of_bundle
from serve_apps.blocks.cases.statements import told
from serve_apps.front.language import language_of, translations
from serve_apps.front.policies import SignedIn
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.reading import answer_rows, material_rows
from serve_apps.pages.stored_files import pictures_of

router = APIRouter(include_in_schema=False)


@router.get("/apply/{case}/check")
async def show_check(
    request: Request, visitor: SignedIn, services: Wired, case: CaseId
) -> Response:
    """Show every answer with a link to change it, and the button that sends them.

    The key of the sending is made here, from the draft as it stands: shown again unchanged, the
    page has the same key, so sending twice is sending once.
    """
    draft = await open_own(services, visitor, case)
    if not draft.open:
        return RedirectResponse(f"/cases/{case}/confirmation", 303)
    if draft.state.together is not None:
        return RedirectResponse(address_of_bundle(draft.state.together), 303)
    return await _check(request, services, draft, _key(draft), Faults())


@router.post("/apply/{case}/submit")
async def send(
    request: Request,
    visitor: SignedIn,
    services: Wired,
    case: CaseId,
    key: Key,
    statement: Annotated[str, Form(max_length=80)] = "",
    guardian_consents: Annotated[bool, Form()] = False,
) -> Response:
    """Apply. However often this is sent, it leads to the one confirmation.

    What counts is what was shown and signed for: the `key` is that of the draft as it stood then,
    `statement` what was told of one's data. A draft that was changed since, in another tab, is
    shown again, and so is a statement that was.
    """
    draft = await open_own(services, visitor, case)
    confirmation = RedirectResponse(f"/cases/{case}/confirmation", 303)
    if not draft.open:
        return confirmation
    if key != _key(draft):
        say = translations(language_of(request)).gettext
        changed = Faults((("", say("填写的内容已在别处改动，请重新核对后再提交")),))
        return await _check(request, services, draft, _key(draft), changed, status=409)
    if statement != reference_of(draft.item):
        say = translations(language_of(request)).gettext
        changed = Faults((("", say("告知书已更新，请重新阅读后再提交")),))
        return await _check(request, services, draft, key, changed, status=409)
    whole = wish(
        draft,
        form=draft.answers,
        statement=statement,
        guardian_consents=guardian_consents,
    )
    try:
        await submit(services, visitor.identity, key, whole, case=case)
    except Unavailable:
        return page(request, "apply/unknown.html", {"draft": draft, "item": draft.item, "key": key})
    except Refusal as refusal:
        if not (await open_own(services, visitor, case)).open:
            return confirmation  # another click was faster
        names = {"guardian_consents": ""}
        said = tell(refusal.reasons, language_of(request), item=draft.item, names=names)
        return await _check(request, services, draft, key, said, status=422)
    return confirmation


@router.get("/cases/{case}/confirmation")
async def show_confirmation(
    request: Request, visitor: SignedIn, services: Wired, case: CaseId
) -> Response:
    """Show that the application has arrived: its number and what happens next, by which day."""
    draft = await open_own(services, visitor, case)
    if draft.open:
        return RedirectResponse(f"/apply/{case}", 303)
    gone_on = draft.state.phase != "submitted" and not draft.state.decided_by_rule
    if gone_on and visitor.kind != "staff":  # what comes next is said there
        return RedirectResponse(address_of(visitor, case), 303)
    follows = rules(services.library).permitted("follow", visitor.identity, draft.state).allowed
    context = {
        "case": draft.state,
        "address": address_of(visitor, case) if follows else "",
        "at_window": visitor.kind == "staff",
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
        for number in pages_of(draft.item, draft.answers)
        for section in (draft.item.sections[number - 1],)
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
            f"/apply/{draft.case}/materials",
        ),
        "missing": len(draft.faults),
        "statement": told(draft.item.statement, draft.item, services.library, language)
        if draft.item.statement
        else None,
        "told_anew": draft.state.statement != reference_of(draft.item),
        "of_a_child": bool(draft.item.child)
        and of_a_child(draft.answers.get(draft.item.child), local_day(services.clock.now())),
        "key": key,
        "errors": faults.summary,
    }
    return page(request, "apply/check.html", context, status=status)
