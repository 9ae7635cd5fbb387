"""Motions: lists, records and what everybody may read."""

from serve_apps.front.face import Entry, Face
from serve_apps.systems.npc_motions import (
    alike,
    api,
    attached,
    check_in,
    correspondence,
    heat,
    intake,
    letters,
    open_data,
    papers,
    posted,
    public,
    statistics,
)
from serve_apps.systems.npc_motions.channel_keys import ChannelKeys
from serve_apps.systems.npc_motions.held import HELD
from serve_apps.systems.npc_motions.lists import LISTS
from serve_apps.systems.npc_motions.records import RECORDS
from serve_apps.systems.npc_motions.writing import pages as writing

_BODIES = (
    "work_body", "session_secretariat", "presidium", "special_committee", "chairperson",
    "identity_officer",
)  # fmt: skip
_UNITS = ("unit_clerk", "handler", "unit_head", "seal_keeper")
_OFFICE = ("government_office",)
_DEPUTY = ("deputy",)

FACE = Face(
    routers=(
        alike.router,
        attached.router,
        open_data.router,
        public.router,
        intake.router,
        letters.router,
        posted.router,
        correspondence.router,
        heat.router,
        writing.router,
        check_in.router,
        papers.router,
        statistics.router,
    ),
    api=(api.router, letters.api),
    before=(check_in.CHECKED,),
    services=(ChannelKeys,),
    lists=LISTS,
    records=RECORDS,
    holdings=HELD,
    sitemaps=("/sitemap.xml",),
    entries=(
        Entry(word="entries.published_proposals", href="/published", of="resident", rank=40),
        Entry(word="entries.congress", href="/congress", of="resident", rank=41),
        Entry(word="entries.my_conversations", href="/my/conversations", of="resident", rank=44),
        Entry(word="entries.my_tasks", href="/tasks", of="resident", roles=_DEPUTY, rank=39),
        Entry(word="entries.my_proposals", href="/my/suggestions", of="resident", roles=_DEPUTY),
        Entry(
            word="entries.proposals",
            href="/suggestions",
            of="any",
            roles=(*_BODIES, *_OFFICE, *_DEPUTY),
            rank=51,
        ),
        Entry(
            word="entries.motions", href="/motions", of="any", roles=(*_BODIES, *_DEPUTY), rank=52
        ),
        Entry(
            word="entries.handlings",
            href="/handlings",
            roles=(*_UNITS, *_OFFICE, "work_body"),
            rank=53,
        ),
        Entry(
            word="entries.commitments",
            href="/commitments",
            roles=("handler", "unit_head", "work_body", "chairperson"),
            rank=54,
        ),
        Entry(
            word="entries.clues", href="/clues", of="any", roles=("work_body", *_DEPUTY), rank=55
        ),
        Entry(
            word="entries.clue_subjects",
            href="/clues/subjects",
            of="any",
            roles=("work_body", *_DEPUTY),
            rank=55,
        ),
        Entry(
            word="entries.proposal_statistics",
            href="/statistics/proposals",
            roles=statistics.BODIES,
            rank=59,
        ),
        Entry(word="entries.heat", href="/clue-heat", of="any", roles=heat.READERS, rank=55),
        Entry(
            word="entries.conversations",
            href="/conversations",
            of="any",
            roles=("work_body", *_DEPUTY),
            rank=56,
        ),
        Entry(
            word="entries.handling_reports",
            href="/handling-reports",
            roles=("handler", "unit_head", "work_body", "chairperson"),
            rank=54,
        ),
        Entry(word="entries.write", href="/write", of="resident", roles=_DEPUTY, rank=38),
        Entry(word="entries.deputies", href="/deputies", roles=("work_body",), rank=56),
        Entry(
            word="entries.sessions", href="/sessions", of="any", roles=(*_BODIES, *_DEPUTY), rank=57
        ),
        Entry(
            word="entries.interpellations",
            href="/interpellations",
            of="any",
            roles=("work_body", "presidium", "unit_head", *_DEPUTY),
            rank=58,
        ),
    ),
)
