"""The records of motions: one page for everything that can be done with each."""

from actors.systems.npc_motions.congress_session_names import session_id
from actors.systems.npc_motions.congress_session_records import PrepareSession
from actors.systems.npc_motions.deputy_records import RegisterDeputy
from actors.systems.npc_motions.deputy_roster import deputy_key
from serve_apps.front.policies import signed_in
from serve_apps.pages.record import RecordPage, Related
from serve_apps.systems.npc_motions import choosing as c
from serve_apps.systems.npc_motions import interpellation, motion, session


def _session(command: PrepareSession) -> str:
    return session_id(command.congress, command.term, command.number, command.body)


def _deputy(command: RegisterDeputy) -> str:
    key = deputy_key(command.congress, command.term, command.account)
    return key.partition(":")[2]


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
            "congress": c.congresses,
            "session": c.SESSIONS,
            "delegation": c.delegations,
            "topic": c.topics,
            "clues": c.CLUES,
            "proposed_units": c.units,
            "accounts": c.DEPUTIES,
            "sha256": c.text,
            "ground": c.grounds,
            "into": c.SUGGESTIONS,
            "unit": c.units,
            "units.requests": c.requests,
            "handling": c.replies,
        },
        filled={"SaveDraft": c.drafted, "Assign": c.proposed, "Publish": c.public},
        untold=("DeputyNoted", "Notified"),
        related=(_HANDLINGS, _COMMITMENTS),
        policy=signed_in,
    ),
    RecordPage(
        kind="motion",
        at="/motions",
        heading="title",
        good=("adopted", "accepted"),
        bad=("returned", "rejected", "terminated", "withdrawn"),
        told=("title", "signers", "reason", "report", "unit"),
        panels=(motion.PANEL,),
        choices={
            "session": c.SESSIONS,
            "delegation": c.delegations,
            "clues": c.CLUES,
            "accounts": c.DEPUTIES,
            "committee": c.units,
            "unit": c.units,
            "bodies": c.units,
            "text_hash": c.moved,
        },
        filled={"EditMotion": c.written},
        untold=("DeputyNoted", "SessionNoted", "Notified"),
        policy=signed_in,
    ),
    RecordPage(
        kind="handling",
        at="/handlings",
        heading="title",
        good=("replied", "view_given"),
        notice=("return_requested",),
        told=("title", "part", "received_at", "contacts", "views", "disagreement", "reply"),
        choices={"unit": c.units, "sha256": c.approved, "answers.request": c.numbers},
        filled={"DraftReply": c.reply},
        untold=("Notified",),
        policy=signed_in,
    ),
    RecordPage(
        kind="commitment",
        at="/commitments",
        heading="text",
        good=("kept",),
        bad=("broken",),
        told=("text", "progress"),
        policy=signed_in,
    ),
    RecordPage(
        kind="clue",
        at="/clues",
        heading="topic",
        told=("text", "told_at", "uses"),
        choices={"topic": c.topics},
        policy=signed_in,
    ),
    RecordPage(
        kind="deputy",
        at="/deputies",
        heading="name",
        bad=("suspended",),
        told=("name", "portrait"),
        choices={
            "congress": c.congresses,
            "delegation": c.delegations,
            "PostDuty.entry": c.duties,
        },
        filled={"Describe": c.portrait},
        untold=("DeputyFollowed",),
        fresh=("RecordDuty.entry",),
        named=_deputy,
        policy=signed_in,
    ),
    RecordPage(
        kind="congress_session",
        at="/sessions",
        heading="title",
        notice=("open",),
        told=("opens_on", "closes_on"),
        purposes=(),
        untold=("SessionFollowed",),
        panels=(session.PANEL,),
        choices={
            "congress": c.congresses,
            "level": c.levels,
            "place": c.places,
            "delegations.delegation": c.delegations,
            "head": c.DEPUTIES,
            "sitting": c.sittings,
            "ScheduleSitting.sitting": c.sitting_or_new,
            "ScheduleSitting.items": c.agenda,
            "SetAgenda.items.document": c.documents,
            "account": c.DEPUTIES,
            "WithdrawDocument.document": c.documents,
        },
        filled={
            "SetMotionDeadline": c.deadline,
            "SetPresidium": c.presidium,
            "SetAgenda": c.order_of_business,
            "AssignSeats": c.seating,
            "CheckIn": c.own,
        },
        fresh=("SetAgenda.items.id", "AddDocument.document", "RecordDecision.vote"),
        uploads=("AddDocument",),
        named=_session,
        policy=signed_in,
    ),
    RecordPage(
        kind="interpellation",
        at="/interpellations",
        heading="question",
        told=("question", "content", "answer_by"),
        untold=("InterpellantNoted", "SessionHeard", "Notified"),
        panels=(interpellation.PANEL,),
        choices={
            "session": c.SESSIONS,
            "delegation": c.delegations,
            "accounts": c.DEPUTIES,
            "target": c.units,
            "text_hash": c.asked,
        },
        policy=signed_in,
    ),
)
