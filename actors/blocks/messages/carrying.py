"""The rules of a letter: when it leaves, who carries it, what becomes of it."""

from datetime import datetime

from actors.blocks.calls.call import call
from actors.blocks.messages import letter as say
from actors.blocks.messages.mailbox_state import MAILBOX
from actors.blocks.messages.reach import DoubtAddress
from actors.blocks.messages.template import Letters
from actors.blocks.messages.writing import Units, write
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn

GATEWAY = "sms"  # the party that brings text messages; see the block calls
ALARM = "leaves"  # the name of a letter's only alarm
Writing = Turn[say.Letter]


def write_letter(turn: Writing, command: say.WriteLetter, letters: Letters) -> None:
    """Keep the letter until it may leave. One that was written before is the same."""
    if turn.state.phase:
        return
    turn.emit(
        say.LetterWritten(
            at=turn.now,
            mailbox=command.mailbox,
            notice=command.notice,
            channel=command.channel,
            to=command.to,
            of=command.of,
            template=command.template,
            facts=command.facts,
            language=command.language,
            urgency=command.urgency,
            about=command.about,
        )
    )
    if not _can_be_written(turn, letters):
        return
    waits = command.not_before is not None and command.not_before > turn.now
    at = command.not_before if waits and command.not_before else turn.now
    _go(turn, at, letters, why="rate" if waits else "quiet")


def wake(turn: Writing, command: say.Wake, letters: Letters) -> None:
    """What waited leaves, unless it is late and nothing may just now."""
    if turn.state.phase == "waiting" and command.attempt == turn.state.attempt + 1:
        _go(turn, turn.now, letters, why="quiet")


def take_letter(
    turn: Writing, command: say.TakeLetter, letters: Letters, units: Units
) -> say.Dispatch:
    """Give the letter to whoever carries it, to one alone. A text message is carried by a call of
    the gateway, which goes with this.

    Raises:
        Refusal: somebody else has it, or it is not to leave now.
    """
    state = turn.state
    if state.phase != "ready" or command.attempt != state.attempt:
        raise Refusal(Reason("letter.not_now"), kind="not_now")
    turn.emit(say.LetterTaken(at=turn.now, attempt=state.attempt))
    template = letters.templates.get(state.template)
    if state.channel == "sms" and template is not None:
        written = write(template, "sms", state.facts, state.language, letters, units)
        body = {"to": state.to, "text": written.text}
        call(turn, GATEWAY, body, say.NoteCall(attempt=state.attempt))
    return say.Dispatch(
        id=state.id,
        attempt=state.attempt,
        mailbox=state.mailbox,
        channel=state.channel,
        to=state.to,
        of=state.of,
        template=state.template,
        facts=state.facts,
        language=state.language,
        urgency=state.urgency,
        at=state.written_at or turn.now,
    )


def note_outcome(turn: Writing, command: say.NoteOutcome, letters: Letters) -> None:
    """Note what became of it. What is said of an earlier time, or after somebody has said that it
    arrived, is passed over."""
    state = turn.state
    if command.attempt != state.attempt or state.phase not in ("taken", "unknown"):
        return
    match command.outcome:
        case "accepted":
            turn.emit(say.LetterSent(at=turn.now, attempt=state.attempt, code=command.code))
        case "busy" | "unreached":
            again = letters.rules.again(turn.now, state.tries + 1)
            if again is None:
                turn.emit(say.LetterDied(at=turn.now, why="tried_enough", code=command.code))
            else:
                _go(turn, again, letters, why="retry", code=command.code)
        case "no_such_address":
            _bounce(turn, command.code)
        case "rejected":
            turn.emit(say.LetterDied(at=turn.now, why="rejected", code=command.code))
        case "unanswered":
            _lose(turn, command.code)


def note_call(turn: Writing, command: say.NoteCall) -> None:
    """Note what the gateway, or nobody, has said of a text message. It is asked about by the call
    and never wished for a second time, so what comes late may still tell what nobody knew."""
    state, outcome = turn.state, command.outcome
    if command.attempt != state.attempt or state.phase not in ("taken", "sent", *say.GIVEN_UP):
        return
    match outcome.state:
        case "done":
            turn.emit(say.LetterDelivered(at=turn.now))
        case "accepted" if state.phase != "sent":
            turn.emit(say.LetterSent(at=turn.now, attempt=state.attempt))
        case "failed" if state.phase == "sent":
            _bounce(turn, outcome.reason)
        case "failed" if state.phase in ("taken", "unknown"):
            turn.emit(say.LetterDied(at=turn.now, why="rejected", code=outcome.reason))
        case "unknown":
            _lose(turn, outcome.reason)
        case "dead" if state.phase in ("taken", "unknown"):
            died = say.LetterDied(at=turn.now, why="tried_enough", code=outcome.reason)
            turn.emit(died)
        case _:
            pass


def lapse_letter(turn: Writing, command: say.LapseLetter) -> None:
    """Whoever took it is no more: nobody knows how far he came."""
    if command.attempt == turn.state.attempt:
        _lose(turn, "")


def note_delivery(turn: Writing, command: say.NoteDelivery) -> None:
    """Note that it arrived, or came back: the first such word holds, whatever comes after it and
    however often. What arrived is not sent again, were it waiting for that."""
    state = turn.state
    on_its_way = state.phase in ("taken", "sent", "unknown")
    if command.status == "bounced" and on_its_way:
        _bounce(turn, command.code)
    elif command.status == "delivered" and (
        on_its_way or (state.phase in ("waiting", "ready") and state.attempt)
    ):
        turn.emit(say.LetterDelivered(at=turn.now))
        if state.phase == "waiting":
            turn.forget(ALARM)


def send_again(turn: Writing, command: say.SendAgain, letters: Letters) -> None:
    """Take up what was given up.

    Raises:
        Refusal: its template is not there, or asks for what the letter lacks; or the gateway may
            have it, and its call is to be taken up instead.
    """
    state = turn.state
    if state.channel == "sms" and (state.phase == "unknown" or state.why == "tried_enough"):
        raise Refusal(Reason("letter.take_up_call"), kind="not_now")
    template = letters.templates.get(state.template)
    lacking = template.lacking(state.channel, state.facts) if template else (state.template,)
    if lacking:
        raise Refusal(Reason("letter.lacking", facts={"lacking": ", ".join(lacking)}))
    _go(turn, turn.now, letters, why="quiet")


def _can_be_written(turn: Writing, letters: Letters) -> bool:
    """Give up what has no words, or lacks what these ask for: the notice inside the platform stands
    all the same."""
    state = turn.state
    template = letters.templates.get(state.template)
    if template is None or state.channel not in template.channels:
        turn.emit(say.LetterDied(at=turn.now, why="no_template"))
        return False
    lacking = template.lacking(state.channel, state.facts)
    if lacking:
        turn.emit(say.LetterDied(at=turn.now, why="lacking", lacking=lacking))
    return not lacking


def _go(turn: Writing, at: datetime, letters: Letters, *, why: say.Why, code: str = "") -> None:
    """Have the letter leave at `at`, or when it may after that."""
    state = turn.state
    leaves = letters.rules.leaves(at, state.channel, state.urgency, state.of)
    attempt = state.attempt + 1
    if leaves > turn.now:
        turn.emit(say.LetterHeld(at=turn.now, until=leaves, why=why, code=code))
        turn.remind(ALARM, leaves, say.Wake(attempt=attempt))
    else:
        turn.emit(say.LetterReady(at=turn.now, attempt=attempt))


def _bounce(turn: Writing, code: str) -> None:
    turn.emit(say.LetterBounced(at=turn.now, code=code))
    if not turn.state.mailbox:  # whoever has no account proves no address
        return
    doubted = DoubtAddress(channel=turn.state.channel, to=turn.state.to)
    turn.send(f"{MAILBOX}:{turn.state.mailbox}", doubted)


def _lose(turn: Writing, code: str) -> None:
    if turn.state.phase == "taken":
        turn.emit(say.LetterLost(at=turn.now, attempt=turn.state.attempt, code=code))
