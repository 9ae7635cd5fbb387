"""The records of motions: one page for everything that can be done with each."""

from collections.abc import Iterable

from actors.blocks.organisation.units import Organisation
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.conversation_records import ConversationState
from actors.systems.npc_motions.handling.state import HandlingState
from actors.systems.npc_motions.interpellation_records import InterpellationState
from actors.systems.npc_motions.motion_state import MotionState
from actors.systems.npc_motions.suggestion.state import SuggestionState
from serve_apps.front.policies import signed_in
from serve_apps.pages.acting import Asking
from serve_apps.pages.record import RecordPage, Related

Titled = Iterable[tuple[str, str]]


def _units(asking: Asking) -> Titled:
    units = asking.services.library[Organisation].units.values()
    titled = ((unit.code, unit.title[asking.language]) for unit in units)
    return sorted(titled, key=lambda each: each[1])


def _grounds(asking: Asking) -> Titled:
    state: SuggestionState = asking.state
    grounds = Books(asking.services.library).of(state.profile).grounds if state.phase else None
    reasons = grounds.reasons if grounds else ()
    return [(each.name, each.title[asking.language]) for each in reasons]


def _text(asking: Asking) -> Titled:
    """The one text that can be signed: the one that the page shows."""
    state: SuggestionState = asking.state
    return [(state.text.sha256, state.title)] if state.texts else []


def _moved(asking: Asking) -> Titled:
    state: MotionState = asking.state
    return [(state.text.hash, state.text.title)] if state.texts else []


def _asked(asking: Asking) -> Titled:
    state: InterpellationState = asking.state
    return [(state.text_hash, state.question)] if state.text_hash else []


def _replies(asking: Asking) -> Titled:
    """The replies of the round that are not rated yet."""
    state: SuggestionState = asking.state
    rated = {each.handling for each in state.due_ratings}
    units = asking.services.library[Organisation].units
    return [
        (each.handling, units[each.unit].title[asking.language])
        for each in state.due_replies
        if each.handling not in rated
    ]


def _approved(asking: Asking) -> Titled:
    state: HandlingState = asking.state
    return [(state.draft.sha256, state.title)] if state.draft else []


def _waiting(asking: Asking) -> Titled:
    """The messages that wait to be looked at, each by what it says."""
    state: ConversationState = asking.state
    return [(str(number), state.messages[number - 1].text) for number in state.waiting]


_HANDLINGS = Related(
    view="handlings",
    field="suggestion",
    columns=("unit", "role", "state", "reply_due"),
    record="/handlings/{id}",
)
_COMMITMENTS = Related(
    view="commitments",
    field="suggestion",
    columns=("text", "state", "due"),
    record="/commitments/{id}",
)
_OF_THE_INBOX = ("ClaimTask", "ReleaseTask", "HandOverTask", "DeputiseTask")
RECORDS = (
    RecordPage(
        kind="suggestion",
        at="/suggestions",
        heading="title",
        good=("closed", "archived"),
        bad=("dissatisfied", "escalated", "returned", "withdrawn"),
        notice=("replied", "tracking"),
        told=("title", "matter", "requests", "signers", "units", "key"),
        choices={
            "unit": _units,
            "ground": _grounds,
            "sha256": _text,
            "handling": _replies,
            "proposed_units": _units,
        },
        left_out=_OF_THE_INBOX,
        related=(_HANDLINGS, _COMMITMENTS),
        policy=signed_in,
    ),
    RecordPage(
        kind="motion",
        at="/motions",
        heading="title",
        good=("adopted", "accepted"),
        bad=("returned", "rejected", "terminated", "withdrawn"),
        told=("title", "reason", "report", "unit"),
        choices={"unit": _units, "bodies": _units, "text_hash": _moved},
        left_out=_OF_THE_INBOX,
        policy=signed_in,
    ),
    RecordPage(
        kind="handling",
        at="/handlings",
        heading="title",
        good=("replied", "view_given"),
        notice=("return_requested",),
        told=(
            "title",
            "part",
            "received_at",
            "contacts",
            "views",
            "disagreement",
            "reply",
            "copies",
            "sealed",
        ),
        choices={"unit": _units, "sha256": _approved},
        left_out=_OF_THE_INBOX,
        policy=signed_in,
    ),
    RecordPage(
        kind="commitment",
        at="/commitments",
        heading="text",
        good=("kept",),
        bad=("broken",),
        told=("text", "progress"),
        left_out=_OF_THE_INBOX,
        policy=signed_in,
    ),
    RecordPage(
        kind="clue",
        at="/clues",
        heading="topic",
        told=("text", "told_at", "uses"),
        policy=signed_in,
    ),
    RecordPage(
        kind="deputy",
        at="/deputies",
        heading="name",
        bad=("suspended",),
        told=("name", "portrait"),
        policy=signed_in,
    ),
    RecordPage(
        kind="congress_session",
        at="/sessions",
        heading="title",
        notice=("open",),
        told=("opens_on", "closes_on"),
        left_out=("PrepareSession", "AssignSeats"),
        policy=signed_in,
    ),
    RecordPage(
        kind="interpellation",
        at="/interpellations",
        heading="question",
        told=("question", "content", "answer_by"),
        choices={"target": _units, "text_hash": _asked},
        left_out=_OF_THE_INBOX,
        policy=signed_in,
    ),
    RecordPage(
        kind="handling_report",
        at="/handling-reports",
        heading="year",
        back="/handling-reports",
        good=("published",),
        told=("units", "told", "text", "published_at"),
        choices={"units": _units},
        left_out=_OF_THE_INBOX,
        policy=signed_in,
    ),
    RecordPage(
        kind="conversation",
        at="/conversations",
        heading="subject",
        told=("subject", "exchanged", "to_moderate", "from_citizen", "from_deputy"),
        choices={"number": _waiting},
        left_out=("WriteToDeputy", *_OF_THE_INBOX),
        policy=signed_in,
    ),
)
