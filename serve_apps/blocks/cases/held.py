"""What is held of an applicant: applications, with what was filled in, handed in and decided."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.materials import grade_of
from actors.blocks.cases.offers import CASE
from actors.blocks.cases.parts import ServedPaper
from actors.blocks.cases.serving import service_of
from actors.blocks.cases.state import CaseState
from actors.blocks.cases.taken_back import taken_back_of
from actors.blocks.forms.conditions import is_filled
from actors.kernel.errors import Refusal
from serve_apps.blocks.cases.journey import Reader, entries
from serve_apps.blocks.documents.told import papers_told
from serve_apps.front.holding import HeldFile, Holding, Telling
from serve_apps.front.language import translations
from serve_apps.front.rendering import unit_name
from serve_apps.front.words import known_word
from serve_apps.pages.answers import shown

_INSTANTS = (
    "submitted_at", "accepted_at", "decided_at", "issued_at", "delivered_at", "closed_at",
)  # fmt: skip
_AGENTS = {"person": "mandate", "staff": "window", "terminal": "kiosk"}


def _told(row: Mapping[str, Any], state: CaseState, how: Telling) -> Mapping[str, Any]:
    if state.restricted:
        return {"number": state.number, "restricted": True}
    item = _item(state, how)
    applicant = state.applicant
    agent = applicant.by_agent.partition(":")[0] if applicant else ""
    return {
        "number": state.number,
        "service": {
            "code": state.item,
            "version": state.item_version,
            "title": item.title[how.language] if item else state.item,
        },
        "phase": state.phase,
        "phase_in_words": known_word(f"case.states.{state.phase}", how.language),
        "unit": unit_name(how.library, state.unit, how.language),
        "channel": state.channel,
        "place": state.place,
        "applicant": {
            "kind": applicant.kind,
            "name": applicant.name,
            "id_type": applicant.id_type,
            "id_number": applicant.id_number,
            "phone": applicant.phone,
            "identified_by": applicant.identified,
            "filed_by": _AGENTS.get(agent, "oneself"),
        }
        if applicant
        else None,
        "answers": list(_answers(state, item, how)),
        "materials": [
            {
                "name": each.name,
                "source": each.source,
                "grade": grade_of(each),
                "case_number": each.case_number,
                "file_name": each.file_name,
                "media_type": each.media_type,
                "bytes": each.bytes,
                "sha256": each.sha256,
            }
            for each in state.materials
        ],
        "promised_materials": list(state.promised_materials),
        "papers": list(_papers(state, how)),
        "corrections_asked": [{"field": one.field, "reason": one.reason} for one in state.faults],
        **{name: getattr(state, name) for name in _INSTANTS},
        "due": {
            "promised": state.dues.promised,
            "statutory": state.dues.statutory,
            "correction": state.dues.correction,
        },
        "outcome": state.outcome,
        "reason": state.reason,
        "document": state.document,
        "put_right": [
            {"at": one.at, "part": one.part, "before": one.before, "after": one.after}
            | {"decision": one.basis}
            for one in state.put_right
        ],
        "past_files": [
            {
                "part": past.part,
                "file_name": past.file.file_name,
                "media_type": past.file.media_type,
                "bytes": past.file.bytes,
                "sha256": past.file.sha256,
                "put_right_at": past.until,
                "decision": past.basis,
            }
            for past in state.past_files
        ],
        "changes": [
            {"at": one.at, "part": one.field, "by": one.by, "why": one.why, "before": one.before}
            for one in state.changes
        ],
        "timeline": list(_timeline(row, item, how)),
    }


def _answers(state: CaseState, item: ServiceItem | None, how: Telling) -> Iterator[dict[str, Any]]:
    _ = translations(how.language).gettext
    fields = {
        field.name: field for section in (item.sections if item else ()) for field in section.fields
    }
    for name, value in state.form.items():
        field = fields.get(name)
        if is_filled(value):
            yield {
                "field": name,
                "question": field.title[how.language] if field else name,
                "value": value,
                "in_words": shown(field, value, how.language, _("是"), _("否")) if field else "",
            }


def _papers(state: CaseState, how: Telling) -> Iterator[dict[str, Any]]:
    """Yield the papers, each with how it was served, and what of that was entered by mistake.
    Others who signed or saw it are told by what they are to the applicant, not by name."""
    for paper, told in zip(state.papers, papers_told(state.papers, how), strict=True):
        served = service_of(state, paper.document)
        if served:
            told["served"] = _served(served, how)
        if wrong := taken_back_of(state, paper.document):
            told["taken_back"] = [
                {**_served(each, how), "taken_back_at": each.back.at, "reason": each.back.reason}
                for each in wrong
                if each.back
            ]
        yield told


def _served(served: ServedPaper, how: Telling) -> dict[str, Any]:
    return {
        "on": served.served_on,
        "method": served.method,
        "in_words": known_word(f"servings.{served.method}", how.language),
        "signed_by": served.relation,
        "tracking": served.tracking,
        "unit": unit_name(how.library, served.unit, how.language),
    }


def _timeline(
    row: Mapping[str, Any], item: ServiceItem | None, how: Telling
) -> Iterator[dict[str, Any]]:
    if item is None:
        return
    reader = Reader(how.language, office=False)
    for entry in reversed(entries(row.get("timeline", ()), item, how.library, reader)):
        yield {"at": entry.at, "what": entry.what, "by": entry.who, "details": list(entry.more)}


def _item(state: CaseState, how: Telling) -> ServiceItem | None:
    try:
        return how.library[Catalogue].item(state.item, state.item_version)
    except Refusal:  # of a system that is not installed any more
        return None


def _files(state: CaseState) -> Iterable[HeldFile]:
    if state.restricted:
        return
    for each in state.materials:
        yield HeldFile(each.sha256, each.file_name or each.name, each.media_type)
    for each in (past.file for past in state.past_files):
        yield HeldFile(each.sha256, each.file_name or each.name, each.media_type)
    for each in state.papers:
        yield HeldFile(each.sha256, f"{each.template}-{each.n}.pdf", "application/pdf")


HELD = Holding(
    name="cases",
    of=(CASE,),
    kind=CASE,
    collection="cases",
    field="applicant.account",
    told=_told,
    files=_files,
)
