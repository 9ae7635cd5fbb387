"""基层公共服务综合平台: services that begin at the village and the town."""

from actors.kernel.kept import Kept
from actors.kernel.system import Role, System
from actors.kernel.words import Title
from actors.systems.community_service import agent_item, item_offer, rules, service_cost
from actors.systems.community_service.agency import read_agency
from actors.systems.community_service.care import kind as care
from actors.systems.community_service.care.records import CARE_PLAN
from actors.systems.community_service.dispatch import kind as dispatch
from actors.systems.community_service.dispatch.entries import DISPATCH
from actors.systems.community_service.entrustment import kind as entrustment
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.entrustment.state import ENTRUSTMENT
from actors.systems.community_service.entrustment.watching import CLOCKS
from actors.systems.community_service.form_demand import kind as form_demand
from actors.systems.community_service.form_demand.records import FORM_DEMAND
from actors.systems.community_service.item_offer_records import ITEM_OFFER
from actors.systems.community_service.premises import kind as premises
from actors.systems.community_service.premises.records import PREMISES
from actors.systems.community_service.register import house, resident
from actors.systems.community_service.register.resident_records import RESIDENT
from actors.systems.community_service.sample import acts, past
from actors.systems.community_service.survey import kind as survey
from actors.systems.community_service.survey.records import SURVEY
from actors.systems.community_service.survey.terms import read_terms
from actors.systems.community_service.terminal import device
from actors.systems.community_service.terminal import kind as terminal
from actors.systems.community_service.terminal.records import TERMINAL_ENTRY
from actors.systems.community_service.views.agent_items import AGENT_ITEMS
from actors.systems.community_service.views.care_plans import CARE_PLANS
from actors.systems.community_service.views.dispatches import DISPATCHES
from actors.systems.community_service.views.entrustments import ENTRUSTMENTS
from actors.systems.community_service.views.form_demands import FORM_DEMANDS
from actors.systems.community_service.views.item_offers import ITEM_OFFERS
from actors.systems.community_service.views.premises import PREMISES as PREMISES_VIEW
from actors.systems.community_service.views.registers import HOUSES, RESIDENTS
from actors.systems.community_service.views.service_costs import SERVICE_COSTS
from actors.systems.community_service.views.surveys import SURVEYS
from actors.systems.community_service.views.terminals import TERMINAL_ENTRIES, VILLAGE_TERMINALS
from actors.systems.community_service.views.voices import VOICES
from actors.systems.community_service.voice import kind as voice
from actors.systems.community_service.voice.limits import read_limits
from actors.systems.community_service.voice.records import VOICE
from actors.systems.community_service.voice.watching import CLOCK as VOICE_CLOCK

SYSTEM = System(
    name="community_service",
    title=Title(zh="基层公共服务", en="Community services"),
    uses=(
        "access",
        "accounts",
        "appointments",
        "cases",
        "clocks",
        "designs",
        "documents",
        "files",
        "forms",
        "mandates",
        "messages",
        "numbers",
        "organisation",
        "ratings",
        "reads",
        "tables",
        "tasks",
    ),
    roles=(Role(name=VILLAGE_CLERK), Role(name="item_officer"), Role(name="form_keeper")),
    clocks=(*CLOCKS, VOICE_CLOCK),
    kinds=(
        item_offer.item_offer_kind,
        entrustment.entrustment_kind,
        dispatch.dispatch_kind,
        terminal.terminal_entry_kind,
        device.village_terminal_kind,
        service_cost.service_cost_kind,
        resident.resident_kind,
        house.house_kind,
        form_demand.form_demand_kind,
        voice.voice_kind,
        premises.premises_kind,
        survey.survey_kind,
        care.care_plan_kind,
        agent_item.agent_item_kind,
    ),
    tasked=(VOICE, SURVEY, CARE_PLAN),
    guarded={
        ITEM_OFFER: item_offer.GUARDED,
        ENTRUSTMENT: entrustment.GUARDED,
        DISPATCH: dispatch.GUARDED,
        TERMINAL_ENTRY: terminal.GUARDED,
        device.VILLAGE_TERMINAL: device.GUARDED,
        service_cost.SERVICE_COST: service_cost.GUARDED,
        RESIDENT: resident.GUARDED,
        house.HOUSE: house.GUARDED,
        FORM_DEMAND: form_demand.GUARDED,
        VOICE: voice.GUARDED,
        PREMISES: premises.GUARDED,
        SURVEY: survey.GUARDED,
        CARE_PLAN: care.GUARDED,
        agent_item.AGENT_ITEM: agent_item.GUARDED,
    },
    called={"house": house.called},
    views=(
        ITEM_OFFERS,
        ENTRUSTMENTS,
        DISPATCHES,
        TERMINAL_ENTRIES,
        VILLAGE_TERMINALS,
        SERVICE_COSTS,
        RESIDENTS,
        HOUSES,
        FORM_DEMANDS,
        VOICES,
        PREMISES_VIEW,
        SURVEYS,
        CARE_PLANS,
        AGENT_ITEMS,
    ),
    reads=(read_agency, read_limits, read_terms),
    amendments=agent_item.AMENDMENTS,
    kept=(
        Kept(
            kind=ENTRUSTMENT,
            retention="short",
            view="entrustments",
            since="updated_at",
            where={"over": True},
        ),
        Kept(
            kind=TERMINAL_ENTRY,
            retention="short",
            view="terminal_entries",
            since="updated_at",
        ),
        Kept(
            kind=RESIDENT,
            retention="ordinary",
            view="residents",
            since="updated_at",
            where={"over": True},
        ),
        Kept(
            kind=VOICE,
            retention="short",
            view="voices",
            since="answered_at",
            where={"phase": "answered"},
            over=lambda state: state.answered_at,
        ),
        Kept(
            kind=DISPATCH,
            retention="short",
            view="dispatches",
            since="received_at",
            where={"state": "received"},
            over=lambda state: state.received_at if state.phase == "received" else None,
        ),
        Kept(
            kind=CARE_PLAN,
            retention="short",
            view="care_plans",
            since="ended_at",
            where={"state": "ended"},
            over=lambda state: state.ended_at,
        ),
    ),
    rules={
        "eighty_when_the_allowance_begins": rules.eighty_when_the_allowance_begins,
        "one_member_is_the_applicant": rules.one_member_is_the_applicant,
        "the_birth_date_is_that_of_the_id": rules.the_birth_date_is_that_of_the_id,
        "the_applicant_is_sixty": rules.the_applicant_is_sixty,
        "neither_at_school_nor_insured": rules.neither_at_school_nor_insured,
        "nobody_works_while_unemployed": rules.nobody_works_while_unemployed,
        "nobody_is_insured_twice": rules.nobody_is_insured_twice,
    },
    sample=acts.plan,
    past=past.lived,
)
