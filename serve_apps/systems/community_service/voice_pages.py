"""The lists and the record of voices, for whoever answers and whoever asked."""

from actors.systems.community_service.voice.records import SORTS, TOPICS, VOICE
from serve_apps.front.policies import signed_in_resident, staff_with
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage
from serve_apps.systems.community_service import choosing as c

STATES = ("assigned", "returned", "answered")
OFFICES = ("village_clerk", "window_clerk", "reviewer", "approver", "supervisor")
_OFFICES = staff_with(*OFFICES)
_COLUMNS = (
    Column(field="number"),
    Column(field="sort"),
    Column(field="topic"),
    Column(field="phase", look="state"),
    Column(field="unit"),
    Column(field="due"),
)

LISTS = (
    ListPage(
        name="voices",
        view="voices",
        at="/staff/voices",
        record="/staff/voices/{id}",
        columns=(*_COLUMNS, Column(field="level", look="level")),
        orders=(Sorting(name="due", fields=("due",)),),
        filters=(
            Choice(field="state", values=STATES, said="voice.states"),
            Choice(field="sort", values=SORTS),
            Choice(field="topic", values=TOPICS),
            OfUnit(field="unit"),
            Choice(field="level", values=("yellow", "red")),
        ),
        policy=_OFFICES,
    ),
    ListPage(
        name="my_voices",
        view="voices",
        at="/my/voices",
        record="/voices/receipts/{id}",
        columns=_COLUMNS,
        orders=(Sorting(name="latest", fields=("raised_at",), descending=True),),
        own="account",
        policy=signed_in_resident,
    ),
)
RECORD = RecordPage(
    kind=VOICE,
    at="/staff/voices",
    heading="number",
    good=("answered",),
    notice=("returned",),
    left_out=("RateVoice",),
    choices={"place": c.places, "unit": c.units},
    purposes=("handling", "supervision"),
    untold=("VoiceRated",),
    policy=_OFFICES,
)
