"""Applying, following, handling: cases on pages and by program."""

from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.clocks.roles import SUPERVISOR
from serve_apps.blocks.cases import (
    api,
    api_items,
    api_office,
    apply,
    apply_materials,
    apply_send,
    archive,
    blank_form,
    browsing,
    case_papers,
    case_told,
    choosing,
    comparing,
    consents,
    correct,
    desk,
    filing_in_person,
    flow_models,
    guide,
    inbox,
    inquiry,
    life_events,
    live_case,
    live_lists,
    own_cases,
    preparing,
    rating,
    results,
    standards,
    statements,
    statistics,
    unfound,
)
from serve_apps.blocks.cases.cards import CARDS
from serve_apps.blocks.cases.handling import HANDLING
from serve_apps.blocks.cases.held import HELD
from serve_apps.blocks.cases.listings import LATEST, OWN, WAITING
from serve_apps.front.face import Entry, Face, RecordAddress
from storage.secrecy.keeping import lookups

FACE = Face(
    routers=(
        apply.router,
        apply_materials.router,
        apply_send.router,
        correct.router,
        life_events.router,
        consents.router,
        inquiry.router,
        browsing.router,
        blank_form.router,
        guide.router,
        live_case.router,
        live_lists.router,
        own_cases.router,
        inbox.router,
        choosing.router,
        comparing.router,
        archive.router,
        case_papers.router,
        results.router,
        rating.router,
        desk.router,
        filing_in_person.router,
        unfound.router,
        flow_models.router,
        statements.router,
        standards.router,
        statistics.router,
    ),
    services=(unfound.Unfound, blank_form.BlankForms, lambda wiring: lookups()),
    before=preparing.BEFORE,
    api=(
        api_items.router,
        flow_models.api,
        statements.api,
        standards.api,
        api.router,
        case_papers.api,
        case_told.api,
        archive.api,
        api_office.router,
        statistics.api,
    ),
    entries=(
        Entry(
            word="entries.inbox", href="/staff", roles=(WINDOW_CLERK, REVIEWER, APPROVER), rank=10
        ),
        Entry(word="entries.filing", href="/staff/filing", roles=(WINDOW_CLERK,), rank=11),
        Entry(word="statistics.title", href="/statistics", roles=(APPROVER, SUPERVISOR), rank=27),
        Entry(word="entries.items", href="/items", rank=60),
        Entry(word="entries.services", href="/items", of="resident", rank=10),
        Entry(word="entries.own_cases", href="/cases", of="resident", rank=20),
        Entry(word="entries.progress", href="/progress", of="visitor", rank=30),
    ),
    records=(RecordAddress(kind="case", staff="/staff/cases/{id}", resident="/cases/{id}"),),
    parts=(HANDLING, WAITING, OWN, LATEST, CARDS, statistics.DRILLED),
    holdings=(HELD,),
)
