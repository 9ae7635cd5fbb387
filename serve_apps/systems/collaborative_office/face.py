"""How people reach the collaborative office."""

from actors.systems.collaborative_office.roles import FOLLOW_UP, HANDLER, REGISTRY, ROLES, SIGNER
from serve_apps.front.face import Entry, Face
from serve_apps.systems.collaborative_office import (
    announcements,
    documents,
    follow_up,
    incoming,
    leave,
    papers,
)

FACE = Face(
    routers=(
        papers.router,
        follow_up.router,
        announcements.router,
        leave.router,
    ),
    lists=(
        documents.DOCUMENTS,
        incoming.INCOMING,
        follow_up.ORDERS,
        announcements.ANNOUNCEMENTS,
        leave.LEAVES,
        leave.BOOKS,
    ),
    records=(
        documents.DOCUMENT,
        incoming.RECORD,
        follow_up.RECORD,
        announcements.RECORD,
        leave.RECORD,
        leave.BOOK,
    ),
    entries=(
        Entry(
            word="entries.official_documents",
            href=documents.AT,
            roles=(*ROLES, "seal_custodian"),
            rank=45,
        ),
        Entry(word="entries.incoming_documents", href=incoming.AT, roles=ROLES, rank=46),
        Entry(
            word="entries.follow_up_orders",
            href=follow_up.AT,
            roles=(FOLLOW_UP, HANDLER, SIGNER, REGISTRY),
            rank=47,
        ),
        Entry(word="entries.announcements", href=announcements.AT, of="staff", rank=50),
        Entry(word="entries.leave_requests", href=leave.AT, of="staff", rank=51),
    ),
)
