"""The lists of motions: what a congress, its deputies and the units that answer them work from."""

from serve_apps.front.policies import Policy, signed_in, signed_in_resident
from serve_apps.pages.filters import Choice, OfUnit
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.systems.npc_motions.of_congress import OfCongress

LATEST = Sorting(name="latest", fields=("updated_at",), descending=True)
SUGGESTION_STATES = (
    "submitted", "accepted", "assigned", "replied", "dissatisfied", "escalated", "closed",
    "tracking", "archived", "merged", "returned", "letter", "withdrawn",
)  # fmt: skip
MOTION_STATES = (
    "submitted", "registered", "opinion", "on_agenda", "committee_later", "not_a_motion",
    "reconsidered", "reported", "assigned", "redo", "accepted", "adopted", "rejected", "returned",
    "suggestion", "withdrawn", "terminated",
)  # fmt: skip
HANDLING_STATES = (
    "assigned", "signed_for", "return_requested", "drafted", "approved", "sealing",
    "sealed", "replied",
    "view_given",
)  # fmt: skip
LEVELS = ("yellow", "red")
RATED = ("satisfied", "basically_satisfied", "dissatisfied", "silent")
COMMITMENT_STATES = ("open", "broken", "explained", "kept")
LEVEL = Choice(field="level", values=LEVELS)
_PROPOSAL = (Column(field="title"), Column(field="number"), Column(field="state", look="state"))


def _suggestions(name: str, at: str, policy: Policy, own: str = "") -> ListPage:
    return ListPage(
        name=name,
        view="proposals",
        at=at,
        record="/suggestions/{id}",
        columns=(
            *_PROPOSAL,
            Column(field="topic"),
            Column(field="units"),
            Column(field="reply_due"),
            Column(field="level", look="level"),
        ),
        orders=(LATEST,),
        filters=()
        if own
        else (
            Choice(field="state", values=SUGGESTION_STATES, said="suggestion.states"),
            OfUnit(field="units"),
            LEVEL,
            OfUnit(field="delegation"),
            Choice(field="rated", values=RATED),
            Choice(field="key", values=("decided", "proposed")),
            OfCongress(),
        ),
        only={"kind": "suggestion"},
        own=own,
        policy=policy,
    )


def _motions(name: str, at: str, policy: Policy, own: str = "") -> ListPage:
    return ListPage(
        name=name,
        view="proposals",
        at=at,
        record="/motions/{id}",
        kind="motion",
        columns=(*_PROPOSAL, Column(field="session"), Column(field="units")),
        orders=(LATEST,),
        filters=()
        if own
        else (
            Choice(field="state", values=MOTION_STATES, said="motion.states"),
            OfUnit(field="units"),
            OfUnit(field="delegation"),
            OfCongress(),
        ),
        only={"kind": "motion"},
        own=own,
        policy=policy,
    )


def _conversations(name: str, at: str, own: str = "") -> ListPage:
    return ListPage(
        name=name,
        view="conversations",
        at=at,
        record="/conversations/{id}",
        columns=(Column(field="subject"), Column(field="state", look="state")),
        orders=(LATEST,),
        own=own,
        policy=signed_in_resident if own else signed_in,
    )


LISTS = (
    _suggestions("suggestions", "/suggestions", signed_in),
    _suggestions("my_suggestions", "/my/suggestions", signed_in_resident, "invited"),
    _motions("motions", "/motions", signed_in),
    _motions("my_motions", "/my/motions", signed_in_resident, "invited"),
    ListPage(
        name="handlings",
        view="handlings",
        at="/handlings",
        record="/handlings/{id}",
        columns=(
            Column(field="title"),
            Column(field="number"),
            Column(field="unit"),
            Column(field="role"),
            Column(field="state", look="state"),
            Column(field="round", look="number"),
            Column(field="reply_due"),
            Column(field="level", look="level"),
        ),
        orders=(Sorting(name="due", fields=("reply_due",)), LATEST),
        filters=(
            Choice(field="state", values=HANDLING_STATES, said="handling.states"),
            OfUnit(field="unit"),
            LEVEL,
        ),
        policy=signed_in,
    ),
    ListPage(
        name="clues",
        view="clues",
        at="/clues",
        record="/clues/{id}",
        columns=(
            Column(field="text"),
            Column(field="topic"),
            Column(field="channel"),
            Column(field="state", look="state"),
            Column(field="told_at"),
        ),
        orders=(Sorting(name="latest", fields=("told_at",), descending=True),),
        filters=(
            Choice(field="state", values=("received", "set_aside"), said="clue.states"),
            Choice(
                field="channel",
                values=(
                    "portal",
                    "service_platform",
                    "wechat",
                    "microblog",
                    "sms",
                    "email",
                    "survey",
                ),
            ),
        ),
        policy=signed_in,
    ),
    ListPage(
        name="commitments",
        view="commitments",
        at="/commitments",
        record="/commitments/{id}",
        columns=(
            Column(field="text"),
            Column(field="number"),
            Column(field="unit"),
            Column(field="state", look="state"),
            Column(field="due"),
            Column(field="level", look="level"),
        ),
        orders=(Sorting(name="due", fields=("due",)),),
        filters=(
            Choice(field="state", values=COMMITMENT_STATES, said="commitment.states"),
            OfUnit(field="unit"),
            LEVEL,
        ),
        policy=signed_in,
    ),
    ListPage(
        name="deputies",
        view="deputies",
        at="/deputies",
        record="/deputies/{id}",
        columns=(
            Column(field="name"),
            Column(field="delegation"),
            Column(field="status", look="state"),
            Column(field="term", look="number"),
        ),
        orders=(Sorting(name="duties", fields=("duty_count",), descending=True),),
        policy=signed_in,
    ),
    ListPage(
        name="sessions",
        view="sessions",
        at="/sessions",
        record="/sessions/{id}",
        columns=(
            Column(field="title"),
            Column(field="state", look="state"),
            Column(field="opens_on"),
            Column(field="closes_on"),
            Column(field="motion_deadline"),
        ),
        orders=(LATEST,),
        policy=signed_in,
    ),
    ListPage(
        name="handling_reports",
        view="handling_reports",
        at="/handling-reports",
        record="/handling-reports/{id}",
        columns=(
            Column(field="year", look="number"),
            Column(field="half"),
            Column(field="state", look="state"),
            Column(field="due"),
            Column(field="units"),
        ),
        orders=(LATEST,),
        policy=signed_in,
    ),
    _conversations("conversations", "/conversations"),
    _conversations("my_conversations", "/my/conversations", "citizen"),
    ListPage(
        name="interpellations",
        view="interpellations",
        at="/interpellations",
        record="/interpellations/{id}",
        columns=(
            Column(field="question"),
            Column(field="target"),
            Column(field="state", look="state"),
            Column(field="answer_by"),
            Column(field="level"),
            Column(field="session"),
        ),
        orders=(LATEST,),
        policy=signed_in,
    ),
)
