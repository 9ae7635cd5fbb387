"""Services that begin at the village and the town: pages for residents, clerks and officers."""

from serve_apps.front.face import Entry, Face
from serve_apps.systems.community_service import (
    agent_items,
    collecting,
    figures,
    here,
    intake,
    matrix,
    papers,
    premises,
    sending,
    station,
    terminal,
    voice_pages,
    voices,
)
from serve_apps.systems.community_service.asking import offices, surveys
from serve_apps.systems.community_service.demands import filling
from serve_apps.systems.community_service.demands import lists as demand_lists
from serve_apps.systems.community_service.demands import pages as demand_pages
from serve_apps.systems.community_service.held import HELD
from serve_apps.systems.community_service.pages import LISTS, RECORDS
from serve_apps.systems.community_service.registers import exporting, importing, residents, visits
from serve_apps.systems.community_service.registers import lists as register_lists
from serve_apps.systems.community_service.registers import records as register_records

_CARRIERS = ("village_clerk", "window_clerk")
_LISTED = ("village_clerk", "item_officer", "form_keeper")
_COUNTED = (*_LISTED, "supervisor")
_CLERKS = ("village_clerk", "window_clerk", "item_officer")
_OFFICERS = ("item_officer", "supervisor")

FACE = Face(
    routers=(
        here.router,
        matrix.router,
        intake.router,
        papers.router,
        station.router,
        terminal.router,
        residents.router,
        importing.router,
        exporting.router,
        demand_pages.router,
        voices.router,
        premises.router,
        figures.router,
        surveys.router,
        offices.router,
        visits.router,
    ),
    api=(here.api, terminal.api, residents.api),
    before=(
        collecting.PREPARED,
        station.PREPARED,
        sending.PREPARED,
        residents.CHANGED,
        *filling.PREPARED,
    ),
    lists=(
        *LISTS,
        register_lists.RESIDENTS,
        register_lists.MY_REGISTER,
        register_lists.HOUSES,
        demand_lists.LIST,
        *voice_pages.LISTS,
        premises.LIST,
        offices.LIST,
        visits.LIST,
        agent_items.LIST,
    ),
    records=(
        *RECORDS,
        *register_records.RECORDS,
        demand_lists.RECORD,
        voice_pages.RECORD,
        premises.RECORD,
        offices.RECORD,
        visits.RECORD,
        agent_items.RECORD,
    ),
    holdings=HELD,
    entries=(
        Entry(word="entries.here", href="/here", of="resident", rank=30),
        Entry(word="entries.my_entrustments", href="/my/entrustments", of="resident", rank=31),
        Entry(word="entries.speak", href="/voices", of="resident", rank=32),
        Entry(word="entries.answer_surveys", href="/surveys", of="resident", rank=33),
        Entry(word="entries.surveys", href="/staff/surveys", roles=offices.WRITERS, rank=28),
        Entry(word="entries.voices", href="/staff/voices", roles=voice_pages.OFFICES, rank=27),
        Entry(
            word="entries.station", href="/village", roles=("village_clerk",), rank=20, exact=True
        ),
        Entry(word="entries.terminal", href="/village/terminal", roles=("village_clerk",), rank=23),
        Entry(
            word="entries.terminal_entries",
            href="/terminal-entries",
            roles=("village_clerk",),
            rank=24,
        ),
        Entry(
            word="entries.village_terminals",
            href="/village-terminals",
            roles=("village_clerk",),
            rank=24,
        ),
        Entry(word="entries.entrustments", href="/entrustments", roles=_CARRIERS, rank=21),
        Entry(word="entries.dispatches", href="/dispatches", roles=_CARRIERS, rank=22),
        Entry(word="entries.item_offers", href="/item-offers", roles=_CLERKS, rank=60, exact=True),
        Entry(word="entries.agent_items", href="/agent-items", roles=("item_officer",), rank=61),
        Entry(word="entries.service_costs", href="/service-costs", roles=_CLERKS, rank=62),
        Entry(word="entries.my_register", href="/my/register", of="resident", rank=32),
        Entry(word="entries.residents", href="/residents", roles=("village_clerk",), rank=25),
        Entry(word="entries.houses", href="/houses", roles=("village_clerk",), rank=26),
        Entry(word="entries.care_plans", href="/care-visits", roles=("village_clerk",), rank=26),
        Entry(word="entries.form_demands", href="/form-demands", roles=_LISTED, rank=27),
        Entry(word="entries.form_numbers", href="/form-demands/numbers", roles=_COUNTED, rank=63),
        Entry(word="entries.premises", href="/premises", roles=_CARRIERS, rank=63),
        Entry(word="entries.successors", href="/figures/successors", roles=_OFFICERS, rank=65),
        Entry(word="entries.item_changes", href="/figures/item-changes", roles=_OFFICERS, rank=66),
        Entry(word="entries.offer_matrix", href="/item-offers/matrix", roles=_CLERKS, rank=61),
    ),
)
