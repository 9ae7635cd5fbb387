"""How people reach the collaborative office."""

from actors.systems.collaborative_office.roles import FOLLOW_UP, HANDLER, REGISTRY, ROLES, SIGNER
from serve_apps.front.face import Entry, Face
from serve_apps.systems.collaborative_office import (
    announcements,
    booked,
    calendars,
    documents,
    follow_up,
    incoming,
    leave,
    meetings,
    papers,
    resources,
)

FACE = Face(
    routers=(
        papers.router,
        follow_up.router,
        booked.router,
        meetings.router,
        calendars.router,
        announcements.router,
        leave.router,
    ),
    lists=(
        documents.DOCUMENTS,
        incoming.INCOMING,
        follow_up.ORDERS,
        resources.LIST,
        meetings.LIST,
        announcements.ANNOUNCEMENTS,
        leave.LEAVES,
        leave.BOOKS,
    ),
    records=(
        documents.DOCUMENT,
        incoming.RECORD,
        follow_up.RECORD,
        resources.RECORD,
        meetings.RECORD,
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
        Entry(word="entries.office_resources", href=booked.AT, roles=ROLES, rank=48),
        Entry(word="entries.office_meetings", href=meetings.AT, roles=ROLES, rank=49),
        Entry(word="entries.announcements", href=announcements.AT, of="staff", rank=50),
        Entry(word="entries.leave_requests", href=leave.AT, of="staff", rank=51),
    ),
)
