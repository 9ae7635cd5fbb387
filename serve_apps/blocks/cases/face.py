"""Applying, following, handling: cases on pages and by program."""

from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from serve_apps.blocks.cases import (
    api,
    api_items,
    api_office,
    apply,
    apply_materials,
    apply_send,
    correct,
    desk,
    guide,
    inbox,
    inquiry,
    live_case,
    live_lists,
    own_cases,
    preparing,
    unfound,
)
from serve_apps.blocks.cases.cards import CARDS
from serve_apps.blocks.cases.handling import HANDLING
from serve_apps.blocks.cases.listings import LATEST, OWN, WAITING
from serve_apps.front.face import Entry, Face, RecordAddress

FACE = Face(
    routers=(
        apply.router,
        apply_materials.router,
        apply_send.router,
        correct.router,
        inquiry.router,
        guide.router,
        live_case.router,
        live_lists.router,
        own_cases.router,
        inbox.router,
        desk.router,
        unfound.router,
    ),
    services=(unfound.Unfound,),
    before=preparing.BEFORE,
    api=(api_items.router, api.router, api_office.router),
    entries=(
        Entry(
            word="entries.inbox", href="/staff", roles=(WINDOW_CLERK, REVIEWER, APPROVER), rank=10
        ),
        Entry(word="entries.items", href="/items", rank=60),
        Entry(word="entries.services", href="/items", of="resident", rank=10),
        Entry(word="entries.own_cases", href="/cases", of="resident", rank=20),
        Entry(word="entries.progress", href="/progress", of="visitor", rank=30),
    ),
    records=(RecordAddress(kind="case", staff="/staff/cases/{id}", resident="/cases/{id}"),),
    parts=(HANDLING, WAITING, OWN, LATEST, CARDS),
)
