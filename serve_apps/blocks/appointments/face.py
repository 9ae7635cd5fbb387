"""Visits by appointment: booking, one's own, the clerk's desk, the screen in the hall, closed
days."""

from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.organisation.roles import ADMINISTRATOR
from serve_apps.blocks.appointments import api, booking, closing, desk, offline, own, screen
from serve_apps.blocks.appointments.held import HELD
from serve_apps.blocks.appointments.plans import window_plans
from serve_apps.front.face import Entry, Face, RecordAddress

FACE = Face(
    routers=(
        booking.router,
        own.router,
        desk.router,
        offline.router,
        screen.router,
        closing.router,
    ),
    api=(api.router,),
    services=(screen.lines, window_plans),
    entries=(
        Entry(word="entries.hall_line", href="/staff/hall", roles=(WINDOW_CLERK,), rank=12),
        Entry(word="entries.halls", href="/admin/halls", roles=(ADMINISTRATOR,), rank=40),
    ),
    records=(RecordAddress(kind="visitor", resident="/appointments"),),
    holdings=(HELD,),
)
