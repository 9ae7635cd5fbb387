"""Ratings and their follow-ups as entity kinds."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from actors.blocks.access.access import Access
from actors.blocks.ratings import follow_up as f
from actors.blocks.ratings import follow_up_records as fr
from actors.blocks.ratings import rating as r
from actors.blocks.ratings import records as rr
from actors.kernel.calendar import Calendar
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.turn import Turn

RATING_GUARDED = Guarded(
    actions=("answer", "read", "list"),
    facts={"phase": "text", "account": "text", "unit": "text"},
    fields=(
        "phase", "item", "title", "unit", "place", "on", "stars", "whys", "channel", "comment",
        "rated_on", "letters", "content", "answer",
    ),
)  # fmt: skip
FOLLOW_UP_GUARDED = Guarded(
    actions=("work", "read"),
    facts={"phase": "text", "unit": "text"},
    fields=(
        "phase", "item", "title", "unit", "place", "on", "stars", "whys", "comment", "due",
        "contact_due", "asks_for_call", "name", "phone", "number", "contacted", "contacted_at",
        "found", "verified", "rectified", "outcome", "closed_at", "content", "answer",
    ),
)  # fmt: skip
RATING_OFFERS: tuple[Offer[rr.Rating], ...] = (
    Offer(command=rr.KeepRating, of="platform", begins=True, states=("kept", "told", "answered")),
    Offer(command=rr.TellRater, of="platform", states=("kept", "told", "answered")),
    Offer(
        command=rr.AnswerOutcome,
        action="answer",
        states=("told",),
        long=("text",),
        example=rr.AnswerOutcome(content=True, text="已收到回复"),
    ),
)
FOLLOW_UP_OFFERS: tuple[Offer[fr.FollowUp], ...] = (
    Offer(command=fr.OpenFollowUp, of="platform", begins=True, states=("open", "closed")),
    Offer(
        command=fr.ContactRater,
        action="work",
        states=("open",),
        long=("text",),
        example=fr.ContactRater(way="message", text="您好，请补充说明当时的情况。"),
    ),
    Offer(
        command=fr.VerifyRating,
        action="work",
        states=("open",),
        long=("text",),
        example=fr.VerifyRating(found="confirmed", text="窗口当日仅开一个，等候确实过长"),
    ),
    Offer(
        command=fr.RectifyService,
        action="work",
        states=("open",),
        long=("text",),
        example=fr.RectifyService(text="高峰时段增开窗口"),
    ),
    Offer(
        command=fr.CloseFollowUp,
        action="work",
        states=("open",),
        long=("text",),
        example=fr.CloseFollowUp(text="经核实属实，已增开窗口，谢谢您的监督。"),
    ),
    Offer(command=fr.NoteAnswer, of="platform", states=("closed",)),
)


def rating_kind(library: Library) -> EntityKind[rr.Rating]:
    """Return the kind "rating"."""
    return offered_kind(
        library[Access],
        name=rr.RATING,
        plural="ratings",
        state=rr.Rating,
        events=rr.RatingEvent,
        offers=RATING_OFFERS,
        handlers={rr.KeepRating: r.keep, rr.TellRater: r.tell, rr.AnswerOutcome: r.answer},
        evolve=r.evolve,
        facts=rating_facts,
        shown=("phase",),
        concerns=lambda state: state.account,
    )


def follow_up_kind(library: Library) -> EntityKind[fr.FollowUp]:
    """Return the kind "follow_up", by the time limits and the calendar of `library`."""
    rules, calendar = library[f.FollowUpRules], library[Calendar]
    kind = offered_kind(
        library[Access],
        name=fr.FOLLOW_UP,
        plural="follow_ups",
        state=fr.FollowUp,
        events=fr.FollowUpEvent,
        offers=FOLLOW_UP_OFFERS,
        handlers={
            fr.OpenFollowUp: lambda turn, command: f.begin(turn, command, rules, calendar),
            fr.ContactRater: f.contact,
            fr.VerifyRating: f.verify,
            fr.RectifyService: f.rectify,
            fr.CloseFollowUp: f.close,
            fr.NoteAnswer: f.note_answer,
        },
        evolve=f.evolve,
        facts=follow_up_facts,
        shown=(
            "phase", "title", "item", "unit",  "on", "stars", "whys", "due", "contact_due",
            "asks_for_call", "found", "content", "closed_at",
        ),
        concerns=lambda state: state.account,
    )  # fmt: skip
    return replace(kind, decide=_settled(kind.decide, rules, calendar), work=f.work)


def _settled(
    decide: Callable[[Turn[fr.FollowUp], Any], Any], rules: f.FollowUpRules, calendar: Calendar
) -> Callable[[Turn[fr.FollowUp], Any], Any]:
    def decided(turn: Turn[fr.FollowUp], command: Any) -> Any:
        before = turn.state
        reply = decide(turn, command)
        f.settle(turn, before, rules, calendar)
        return reply

    return decided


def rating_facts(state: rr.Rating) -> Facts:
    """Return what policies know of a rating."""
    return {
        "phase": state.phase,
        "account": state.account,
        "unit": state.service.unit if state.service else "",
    }


def follow_up_facts(state: fr.FollowUp) -> Facts:
    """Return what policies know of a follow-up."""
    return {"phase": state.phase, "unit": state.unit}
