"""Retention: what is due, and its destruction by two persons."""

from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.retention.destruction import (
    DESTRUCTION,
    OFFICER,
    ProposeDestruction,
)
from serve_apps.blocks.retention import pages
from serve_apps.blocks.retention.due import prepared
from serve_apps.blocks.retention.keys import RecordKeys
from serve_apps.front.face import Entry, Face, Preparation
from serve_apps.front.policies import staff_with
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.record import RecordPage

_READERS = staff_with(OFFICER, SUPERVISOR)

FACE = Face(
    routers=(pages.router,),
    services=(RecordKeys,),
    before=(Preparation(command=ProposeDestruction, prepare=prepared),),
    lists=(
        ListPage(
            name="destructions",
            view="destructions",
            at="/destructions",
            record="/destructions/{id}",
            columns=(
                Column(field="retention_class"),
                Column(field="phase", look="state"),
                Column(field="count", look="number"),
                Column(field="proposed_at"),
                Column(field="decided_at"),
                Column(field="destroyed_at"),
            ),
            orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
            policy=_READERS,
        ),
    ),
    records=(
        RecordPage(
            kind=DESTRUCTION,
            at="/destructions",
            heading="retention_class",
            good=("destroyed",),
            notice=("proposed", "agreed"),
            told=("count", "basis", "reason", "proposed_by", "second", "rejected_because"),
            left_out=("ProposeDestruction",),
            purposes=(),
            policy=_READERS,
        ),
    ),
    entries=(Entry(word="entries.retention", href="/retention", roles=(OFFICER,), rank=70),),
)
