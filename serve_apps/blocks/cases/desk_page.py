"""The page of one case for the officers who handle it: form and materials, branches, timeline,
actions."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import uuid4

from fastapi import Request

from actors.blocks.cases.applicants import warnings
from actors.blocks.cases.arithmetic import countings
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.closed_units import waiting_for_nobody
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.offers import rules
from actors.blocks.cases.serving import in_nobodys_hand
from actors.blocks.cases.state import CaseState
from actors.blocks.cases.telling import has_account, texted_at
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Refusal
from actors.kernel.identifiers import mask_name, mask_number
from serve_apps.blocks.cases.case_papers import papers_of
from serve_apps.blocks.cases.changes import answers_changed, applicant_notes, changes_of
from serve_apps.blocks.cases.handling import HANDLING
from serve_apps.blocks.cases.joint import joint_of, notes_of
from serve_apps.blocks.cases.journey import Reader, entries, stages, task_title, who
from serve_apps.blocks.cases.serving import beside
from serve_apps.blocks.cases.visibility import UNKNOWN
from serve_apps.blocks.messages.told import told_about
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services
from serve_apps.front.words import word
from serve_apps.pages.actions import actions_of, summary_of
from serve_apps.pages.asking import Asking, Tried
from serve_apps.pages.faults import Faults, tell
from serve_apps.pages.reading import answer_rows, past_rows
from serve_apps.pages.stored_files import pictures_of
from storage.mongo import Document


class Opening(NamedTuple):
    """What somebody has said to see more than is shown: what for and, of what is closed, why."""

    purpose: str
    reason: str = ""


class Looking(NamedTuple):
    """How somebody looks at a case: the purposes that he may say, the one that he said, whether the
    form is shown; and what was tried, or refused."""

    purposes: Sequence[str]
    opening: Opening | None = None
    readable: bool = True
    tried: Tried | None = None
    refused: Refusal | None = None


async def drawn(
    request: Request, services: Services, visitor: Visitor, state: CaseState, looking: Looking
) -> dict[str, Any]:
    """Return what the page of a case is made of, for `visitor`, to whom `state` may be shown."""
    purposes, opening, readable, tried, refused = looking
    language, library = language_of(request), services.library
    case = state.id
    item = library[Catalogue].item(state.item, state.item_version)
    asking = Asking(services=services, by=visitor.identity, state=state, language=language)
    actions = actions_of(HANDLING, asking, rules(library), case, tried)
    names = {"reason": word("access.fields.reason", language), "purpose": ""}
    marks = answers_changed(state)
    told = tell(refused.reasons, language, names=names) if refused else Faults()
    context = await changing(request, services, state, in_full=opening is not None)
    alone, serving = beside(actions, context["papers"])
    context |= {
        "applicant": _applicant(state, in_full=opening is not None),
        "said": applicant_notes(state, language, masked=opening is None),
        "opening": opening,
        "readable": readable,
        "warnings": _warnings(services, state, item, language) if readable else (),
        "marked": changes_of(state),
        "notes": notes_of(state, visitor, library, language) if readable else (),
        "sections": [
            (
                section.title[language],
                answer_rows(section, state.form, language, changed=marks, masked=opening is None),
            )
            for section in item.sections
        ],
        "pictures": await pictures_of(services, state.materials) if readable else {},
        "past_files": past_rows(item, state, language, f"/staff/cases/{case}/past-files"),
        "actions": alone,
        "serving": serving,
        "purposes": purposes,
        "closed": state.closed_at is not None,
        "may_archive": rules(library).permitted("archive", visitor.identity, state).allowed,
        "key": uuid4().hex,
        "errors": told.summary or summary_of(actions, tried, language),
        "beside": told.beside,
    }
    return context


def _warnings(
    services: Services, state: CaseState, item: ServiceItem, language: Language
) -> tuple[str, ...]:
    """Return what is accepted, but odd, in sentences with the titles of the fields."""
    found = warnings(state, item, services.library, local_day(services.clock.now()))
    names = {"applicant.id_number": translations(language).gettext("证件号码")}
    return tuple(said for _, said in tell(found, language, item=item, names=names).summary)


async def changing(
    request: Request, services: Services, state: CaseState, *, in_full: bool = False
) -> dict[str, Any]:
    """Return what changes with the case and holds no personal data, but `in_full` who signed for
    papers."""
    language, library = language_of(request), services.library
    item = library[Catalogue].item(state.item, state.item_version)
    reader = Reader(language, office=True)
    row = await services.views.case(state.id)
    told = await told_about(services, f"case:{state.id}")
    basis = Basis(library, item)
    is_told = has_account(state) or texted_at(state)
    return {
        "told": told[language],
        "by_hand": () if is_told else in_nobodys_hand(state, basis),
        "case": state,
        "nobody": waiting_for_nobody(state, library[Organisation]),
        "seq": row["seq"] if row else 0,
        "item": item,
        "level": row["level"] if row else "",
        "cards": _cards(row) if row else [],
        "stages": stages(state, item, language),
        "branches": [
            (task, task_title(task.name, item, language), who(task.claimed_by, library, reader))
            for task in state.tasks
        ],
        "entries": entries(row["timeline"] if row else (), item, library, reader),
        "papers": await papers_of(services, state, in_full=in_full),
        "countings": countings(state, basis),
        **joint_of(state, item, library, reader),
    }


def _cards(row: Document) -> list[Document]:
    """Return the warnings and cards of a case, the latest first."""
    raised = (card for card in row["cards"].values() if card["level"])
    return sorted(raised, key=lambda card: card["raised_at"], reverse=True)


def _applicant(state: CaseState, *, in_full: bool) -> dict[str, str]:
    if state.applicant is None:
        raise UNKNOWN
    one = state.applicant
    if in_full:
        return {"name": one.name, "id": one.id_number, "phone": one.phone, "kind": one.kind}
    return {
        "name": mask_name(one.name),
        "id": mask_number(one.id_number),
        "phone": mask_number(one.phone) if one.phone else "",
        "kind": one.kind,
    }
