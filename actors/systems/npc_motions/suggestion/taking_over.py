"""A motion goes on as a suggestion (转为建议), handed in with its text and its signers."""

from actors.kernel.turn import Turn
from actors.systems.npc_motions import deputy_roster as roster
from actors.systems.npc_motions.attachments import digests
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.groups import parts_of
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion import events as e
from actors.systems.npc_motions.suggestion.drafting import cite, follow, hand_in
from actors.systems.npc_motions.suggestion.state import Origin, SuggestionState, Text
from actors.systems.npc_motions.texts import digest


def begin_from_motion(
    books: Books, turn: Turn[SuggestionState], command: c.BeginFromMotion
) -> None:
    """Begin, once, and ask for a number, which the motion is told. Each signer is asked what he or
    she is, so that who rates the reply is in office then."""
    if turn.state.phase:
        return
    turn.emit(
        e.BegunFromMotion(
            at=turn.now,
            motion=command.motion,
            number=command.number,
            **parts_of(command, Origin),
            clues=command.clues,
            public_allowed=command.public_allowed,
            profile=command.profile,
            signers=command.signers,
        )
    )
    text = Text(
        title=command.title,
        matter=command.matter,
        requests=command.requests,
        sha256=digest(
            command.title, command.matter, command.requests, digests(command.attachments)
        ),
        at=turn.now,
        by=f"person:{turn.state.lead}",
        attachments=command.attachments,
    )
    turn.emit(e.TextChanged(at=turn.now, text=text))
    hand_in(books, turn, roster.signers(turn.state.roster))
    for signer in command.signers:
        follow(turn, signer.account)
    cite(turn, command.clues)
