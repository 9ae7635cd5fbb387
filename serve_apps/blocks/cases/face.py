"""Applying, following, handling: cases on pages and by program."""

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
)
from serve_apps.front.face import Face, RecordPage

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
    ),
    api=(api_items.router, api.router, api_office.router),
    records=(RecordPage(kind="case", staff="/staff/cases/{id}", resident="/cases/{id}"),),
)
