"""What stands in the forms of motions before somebody types."""

from collections.abc import Mapping
from typing import Any

from actors.systems.npc_motions.congress_session_state import SessionState
from actors.systems.npc_motions.deputy_records import DeputyState
from actors.systems.npc_motions.groups import parts_of
from actors.systems.npc_motions.handling.state import Answer, HandlingState
from actors.systems.npc_motions.motion_state import MotionState
from actors.systems.npc_motions.motion_text import Written
from actors.systems.npc_motions.suggestion.state import SuggestionState, UnitGiven
from serve_apps.front.wiring import Services
from serve_apps.pages.asking import Asking
from serve_apps.pages.records import Records


async def in_office(services: Services, account: str) -> Mapping[str, Any]:
    """Return of which congress, term and delegation `account` is a deputy in office, nothing for
    somebody else.

    Raises:
        PyMongoError: the database does not answer.
    """
    where = {"account": account, "status": "active"}
    row = await services[Records].database["deputies"].find_one(where)
    return {name: row[name] for name in ("congress", "term", "delegation")} if row else {}


async def mandate(asking: Asking) -> Mapping[str, Any]:
    """Return of which congress, term and delegation the visitor is a deputy in office.

    Raises:
        PyMongoError: the database does not answer.
    """
    return await in_office(asking.services, asking.by.id.partition(":")[2])


async def moved(asking: Asking) -> Mapping[str, Any]:
    """Return what a motion is where nothing else is said: a matter that deputies move jointly."""
    return {"mover": "deputies", "form": "matter"}


async def drafted(asking: Asking) -> Mapping[str, Any]:
    """Return what the draft says; of a new one, whose it is."""
    state: SuggestionState = asking.state
    if not state.phase:
        known = await mandate(asking)
        return {name: known[name] for name in ("congress", "term") if name in known}
    names = (
        "congress", "term", "session", "mover", "delegation", "topic", "title", "matter",
        "requests", "clues", "proposed_units", "public_allowed",
    )  # fmt: skip
    return {name: getattr(state, name) or None for name in names} | {
        "public_allowed": state.public_allowed
    }


async def public(asking: Asking) -> Mapping[str, Any]:
    """Return the text, for an officer to take out of it who must not be known."""
    state: SuggestionState = asking.state
    known = state.published
    if known is not None:
        return {"title": known.title, "matter": known.matter, "reply": known.reply}
    return {"title": state.title, "matter": state.matter}


async def proposed(asking: Asking) -> Mapping[str, Any]:
    """Return the units that the deputies proposed, the first of which answers everything."""
    state: SuggestionState = asking.state
    every = tuple(range(1, len(state.requests) + 1))
    first, *others = state.proposed_units or ("",)
    given = (UnitGiven(unit=unit, role="assisting") for unit in others)
    return {"units": (UnitGiven(unit=first, requests=every), *given)}


async def written(asking: Asking) -> Mapping[str, Any]:
    """Return what a motion says. That it is about one matter is for its author to say."""
    state: MotionState = asking.state
    if not state.texts:
        return {}
    said = parts_of(state.text, Written)
    affirmed = {"one_matter": state.text.one_matter or None}
    return {**said, **affirmed, "clues": state.clues, "publishable": state.publishable}


async def reply(asking: Asking) -> Mapping[str, Any]:
    """Return the draft of the reply; before there is one, a place for each request."""
    state: HandlingState = asking.state
    draft = state.draft
    if draft is None:
        return {"answers": tuple(Answer(request=each, text="") for each in state.requests)}
    names = ("text", "result", "reasons", "promises", "contact", "telephone")
    answers = tuple(Answer(request=int(at), text=said) for at, said in draft.answers.items())
    return {**{name: getattr(draft, name) for name in names}, "answers": answers}


async def portrait(asking: Asking) -> Mapping[str, Any]:
    """Return what is posted of a deputy."""
    state: DeputyState = asking.state
    return {"portrait": state.portrait}


async def own(asking: Asking) -> Mapping[str, Any]:
    """Return the account of a deputy who checks in."""
    kind, _, account = asking.by.id.partition(":")
    return {"account": account} if kind == "person" else {}


async def order_of_business(asking: Asking) -> Mapping[str, Any]:
    """Return the agenda as it stands."""
    state: SessionState = asking.state
    return {"items": state.agenda}


async def seating(asking: Asking) -> Mapping[str, Any]:
    """Return the seats of the latest sitting that has some, for the first that has none: people sit
    where they sat. Where all have seats, those of the latest."""
    state: SessionState = asking.state
    order = sorted(state.sittings, key=lambda id: state.sittings[id].begins_at)
    seated = [id for id in order if state.sittings[id].seats]
    bare = [id for id in order if not state.sittings[id].seats]
    if not seated:
        return {}
    return {"sitting": (bare or seated[-1:])[0], "seats": state.sittings[seated[-1]].seats}


async def deadline(asking: Asking) -> Mapping[str, Any]:
    """Return until when motions come in."""
    state: SessionState = asking.state
    return {"at": state.motion_deadline}


async def presidium(asking: Asking) -> Mapping[str, Any]:
    """Return how many the presidium has, and when it meets for the last time."""
    state: SessionState = asking.state
    return {"members": state.presidium or None, "last_meeting": state.last_meeting}
