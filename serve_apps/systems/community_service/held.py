"""What is held of whoever entrusted a clerk of the village with something, is in a register, is
visited, or asked something."""

from collections.abc import Iterable, Mapping
from typing import Any

from actors.systems.community_service.care.records import CARE_PLAN, CarePlan
from actors.systems.community_service.entrustment.state import ENTRUSTMENT, EntrustmentState
from actors.systems.community_service.register.resident_records import RESIDENT, Resident
from actors.systems.community_service.terminal.records import TERMINAL_ENTRY, TerminalEntry
from actors.systems.community_service.voice.records import VOICE, Voice
from serve_apps.blocks.documents.told import papers_told
from serve_apps.front.holding import HeldFile, Holding, Telling
from serve_apps.front.words import known_word


def _entrustment(
    row: Mapping[str, Any], state: EntrustmentState, how: Telling
) -> Mapping[str, Any]:
    resident, filed = state.resident, state.application
    return {
        "service": state.item,
        "station": state.unit,
        "phase": state.phase,
        "phase_in_words": known_word(f"entrustment.states.{state.phase}", how.language),
        "name": resident.name if resident else "",
        "id_number": resident.id_number if resident else "",
        "phone": resident.phone if resident else "",
        "relation": state.relation,
        "asked_at": state.asked_at,
        "given_at": state.given_at,
        "method": state.method,
        "consent": state.consent,
        "until": state.until,
        "number": state.number,
        "form": dict(filed.form) if filed else {},
        "pieces": state.pieces,
        "papers": papers_told(state.papers, how),
        "stars": state.stars,
    }


def _files(state: EntrustmentState) -> Iterable[HeldFile]:
    given = state.application.materials if state.application else ()
    yield from (HeldFile(m.sha256, m.file_name, m.media_type) for m in given if m.sha256)
    yield from (HeldFile(p.sha256, f"{p.template}.pdf", "application/pdf") for p in state.papers)


def _entry(row: Mapping[str, Any], state: TerminalEntry, how: Telling) -> Mapping[str, Any]:
    return {
        "service": state.item,
        "station": state.unit,
        "phase": state.phase,
        "phase_in_words": known_word(f"terminal_entry.states.{state.phase}", how.language),
        "number": state.number,
        "set_aside": [each.payload for each in state.conflicts],
    }


def _resident(row: Mapping[str, Any], state: Resident, how: Telling) -> Mapping[str, Any]:
    who = state.who
    return {
        "station": state.unit,
        "phase": state.phase,
        "phase_in_words": known_word(f"resident.states.{state.phase}", how.language),
        "name": who.name if who else "",
        "id_number": who.id_number if who else "",
        "registration": state.registration,
        "phone": state.phone,
        "relation_to_head": state.relation,
        "household": state.household,
        "registered_at": state.registered_at,
        "living_at": state.living_at,
        "house": state.house,
        "tenure": state.tenure,
        "care_marks": [
            {"care": m.care, "source": m.source, "purpose": m.purpose, "until": m.until}
            for m in state.marks
        ],
        "source": state.source,
        "sourced_at": state.sourced_at,
    }


def _voice(row: Mapping[str, Any], state: Voice, how: Telling) -> Mapping[str, Any]:
    return {
        "number": state.number,
        "phase": state.phase,
        "phase_in_words": known_word(f"voice.states.{state.phase}", how.language),
        "unit": state.unit,
        "title": state.title,
        "text": state.text,
        "name": state.name,
        "phone": state.phone,
        "asked_at": state.raised_at,
        "due": state.due,
        "answer": state.answer,
        "answered_at": state.answered_at,
        "published": state.question,
    }


def _care(row: Mapping[str, Any], state: CarePlan, how: Telling) -> Mapping[str, Any]:
    return {
        "station": state.unit,
        "phase": state.phase,
        "phase_in_words": known_word(f"care_plan.states.{state.phase}", how.language),
        "every": state.every,
        "due": state.due,
        "visits": [
            {"on": v.on, "way": v.way, "outcome": v.outcome, "found": v.found} for v in state.visits
        ],
    }


HELD = (
    Holding(
        name="care_visits",
        of=(CARE_PLAN,),
        kind=CARE_PLAN,
        collection="care_plans",
        field="account",
        told=_care,
    ),
    Holding(
        name="register_entries",
        of=(RESIDENT,),
        kind=RESIDENT,
        collection="residents",
        field="account",
        told=_resident,
    ),
    Holding(
        name="voices",
        of=(VOICE,),
        kind=VOICE,
        collection="voices",
        field="account",
        told=_voice,
    ),
    Holding(
        name="terminal_entries",
        of=(TERMINAL_ENTRY,),
        kind=TERMINAL_ENTRY,
        collection="terminal_entries",
        field="account",
        told=_entry,
    ),
    Holding(
        name="entrustments",
        of=(ENTRUSTMENT,),
        kind=ENTRUSTMENT,
        collection="entrustments",
        field="account",
        told=_entrustment,
        files=_files,
    ),
)
