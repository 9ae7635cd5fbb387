"""The records of motions: one page for everything that can be done with each."""

from actors.systems.npc_motions.congress_session_names import session_id
from actors.systems.npc_motions.congress_session_records import PrepareSession
from actors.systems.npc_motions.conversation_records import ConversationState
from actors.systems.npc_motions.deputy_records import RegisterDeputy
from actors.systems.npc_motions.deputy_roster import deputy_key
from serve_apps.front.policies import signed_in
from serve_apps.pages.asking import Asking
from serve_apps.pages.panels import Related
from serve_apps.pages.record import RecordPage
from serve_apps.systems.npc_motions import (
    alike,
    attached,
    interpellation,
    letters,
    motion,
    picks,
    session,
)
from serve_apps.systems.npc_motions import choosing as c
from serve_apps.systems.npc_motions import filling as f


def _session(command: PrepareSession) -> str:
    return session_id(command.congress, command.term, command.number, command.body)


def _deputy(command: RegisterDeputy) -> str:
    key = deputy_key(command.congress, command.term, command.account)
    return key.partition(":")[2]


def _waiting(asking: Asking) -> c.Titled:
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
        told=("motion_number", "title", "matter", "requests", "signers", "units", "key"),
        choices={
            "congress": c.congresses,
            "delegation": c.delegation_if_any,
            "topic": c.topics,
            "proposed_units": c.units,
            "Sign.sha256": c.text,
            "file": c.attachments,
            "ground": c.grounds,
            "unit": c.units,
            "units.requests": c.requests,
            "handling": c.replies,
        },
        picks={
            "session": picks.SESSIONS,
            "clues": picks.CLUES,
            "accounts": picks.COSIGNERS,
            "into": picks.SUGGESTIONS,
        },
        filled={"SaveDraft": f.drafted, "Assign": f.proposed, "Publish": f.public},
        uploads=("AttachFile",),
        panels=(attached.PANEL, alike.SIMILAR),
        untold=("DeputyNoted", "Notified"),
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
        told=("title", "signers", "reason", "suggestion_number", "report", "unit"),
        panels=(motion.PANEL, attached.PANEL, alike.SIMILAR),
        uploads=("AttachFile",),
        choices={
            "delegation": c.delegation_if_any,
            "committee": c.units,
            "unit": c.units,
            "bodies": c.units,
            "text_hash": c.moved,
            "file": c.attachments,
        },
        picks={
            "session": picks.SESSIONS,
            "clues": picks.CLUES,
            "accounts": picks.COSIGNERS,
        },
        filled={"DraftMotion": f.moved, "EditMotion": f.written},
        untold=("DeputyNoted", "SessionNoted", "Notified"),
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
        choices={"unit": c.units, "sha256": c.approved, "answers.request": c.numbers},
        filled={"DraftReply": f.reply},
        panels=(letters.PANEL,),
        untold=("Notified", "LetterMade"),
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
        uploads=("KeepCommitment.letter", "ExplainBreach.signature"),
        left_out=_OF_THE_INBOX,
        policy=signed_in,
    ),
    RecordPage(
        kind="clue",
        at="/clues",
        heading="topic",
        told=("text", "told_at", "uses"),
        choices={"topic": c.topics, "region": c.regions},
        left_out=_OF_THE_INBOX,
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
        filled={"Describe": f.portrait},
        untold=("DeputyFollowed",),
        fresh=("RecordDuty.entry",),
        uploads=("Describe.portrait.photograph",),
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
            "sitting": c.sittings,
            "ScheduleSitting.sitting": c.sitting_or_new,
            "ScheduleSitting.items": c.agenda,
            "SetAgenda.items.document": c.documents,
            "WithdrawDocument.document": c.documents,
        },
        picks={
            "head": picks.DEPUTIES,
            "account": picks.DEPUTIES,
        },
        filled={
            "SetMotionDeadline": f.deadline,
            "SetPresidium": f.presidium,
            "SetAgenda": f.order_of_business,
            "AssignSeats": f.seating,
            "CheckIn": f.own,
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
            "delegation": c.delegation_if_any,
            "target": c.units,
            "text_hash": c.asked,
        },
        picks={
            "session": picks.SESSIONS,
            "accounts": picks.COSIGNERS,
        },
        left_out=_OF_THE_INBOX,
        policy=signed_in,
    ),
    RecordPage(
        kind="handling_report",
        at="/handling-reports",
        heading="year",
        good=("published",),
        told=("units", "told", "text", "published_at"),
        choices={"units": c.units},
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
