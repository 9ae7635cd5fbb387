"""The rules of a rating (国办发〔2019〕51号): it is kept as it was given; a bad one is followed
up."""

import msgspec

from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.ratings.follow_up_records import FOLLOW_UP, NoteAnswer, OpenFollowUp
from actors.blocks.ratings.records import (
    LOW,
    AnswerOutcome,
    FromUnit,
    KeepRating,
    OutcomeAnswered,
    RaterTold,
    Rating,
    RatingEvent,
    RatingKept,
    TellRater,
)
from actors.kernel.turn import Turn


def keep(turn: Turn[Rating], command: KeepRating) -> None:
    """Keep it, once. A bad rating (差评) is followed up by the unit."""
    if turn.state.phase:
        return
    turn.emit(
        RatingKept(at=turn.now, service=command.service, said=command.said, account=command.account)
    )
    if command.said.stars <= LOW:
        turn.send(
            f"{FOLLOW_UP}:{turn.id}",
            OpenFollowUp(
                service=command.service,
                stars=command.said.stars,
                whys=command.said.whys,
                comment=command.said.comment,
                named=command.named,
                account=command.account if command.named else "",
            ),
        )


def tell(turn: Turn[Rating], command: TellRater) -> None:
    """Keep what the unit wrote, and tell the rater that there is something to read."""
    turn.emit(RaterTold(at=turn.now, text=command.text, outcome=command.outcome))
    state = turn.state
    if state.account and state.service is not None:
        template = "rating.FollowedUp" if command.outcome else "rating.Written"
        facts = {"item": state.service.title.zh, "item_en": state.service.title.en}
        notify(turn, to_somebody(f"person:{state.account}"), template, facts)


def answer(turn: Turn[Rating], command: AnswerOutcome) -> None:
    """Keep the answer; the unit is told it."""
    turn.emit(OutcomeAnswered(at=turn.now, content=command.content, text=command.text))
    told = NoteAnswer(content=command.content, text=command.text)
    turn.send(f"{FOLLOW_UP}:{turn.id}", told)


def evolve(state: Rating, event: RatingEvent) -> Rating:
    """Return the rating after `event`."""
    change = msgspec.structs.replace
    match event:
        case RatingKept():
            return Rating(
                phase="kept",
                service=event.service,
                said=event.said,
                account=event.account,
                rated_at=event.at,
            )
        case RaterTold(at=at, text=text, outcome=outcome):
            letters = (*state.letters, FromUnit(at, text))
            return change(state, letters=letters, phase="told" if outcome else state.phase)
        case OutcomeAnswered(content=content, text=text):
            return change(state, phase="answered", content=content, answer=text)
