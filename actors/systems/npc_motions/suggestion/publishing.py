"""What others see of a suggestion: key items, hidden identity, publication."""

from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.clue_records import NotePublished, clue_key
from actors.systems.npc_motions.handling.commands import NoteHidden, NoteKey
from actors.systems.npc_motions.notices import notify, post
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion import events as e
from actors.systems.npc_motions.suggestion.reviewing import signers
from actors.systems.npc_motions.suggestion.state import PublicText, SuggestionState
from actors.systems.npc_motions.texts import require_filled, require_open, require_without_numbers

Turning = Turn[SuggestionState]


def propose_key(_: Books, turn: Turning, command: c.ProposeKey) -> None:
    """Keep a committee's proposal."""
    require_filled(reason=command.reason)
    if turn.state.key:
        raise Refusal(Reason("suggestion.key_already"), kind="not_now")
    turn.emit(e.KeyProposed(at=turn.now, by=turn.by.unit, reason=command.reason))
    notify(turn, [post("chairperson")], "key_item_proposed")


def decide_key(_: Books, turn: Turning, command: c.DecideKey) -> None:
    """Make a proposed one a key item; its units are told that their head answers."""
    require_filled(decision=command.decision)
    if turn.state.key != "proposed":
        raise Refusal(Reason("suggestion.key_not_proposed"), kind="not_now")
    turn.emit(e.KeyDecided(at=turn.now, decision=command.decision))
    units = turn.state.at_work
    for each in units:
        turn.send(f"handling:{each.handling}", NoteKey())
    heads = [post("unit_head", each.given.unit) for each in units]
    notify(turn, [*signers(turn), *heads], "key_item_decided")


def hide_identity(_: Books, turn: Turning, command: c.HideIdentity) -> None:
    """Keep the deputies' names from here on."""
    if not turn.state.hiding:
        turn.emit(e.IdentityHidden(at=turn.now, why=command.why))
        for each in turn.state.handlings:
            turn.send(f"handling:{each.handling}", NoteHidden())


def allow_publication(_: Books, turn: Turning, command: c.AllowPublication) -> None:
    """Keep what the lead allows; what is no longer allowed is no longer public in the same turn."""
    if command.allowed == turn.state.public_allowed:
        return
    turn.emit(e.PublicationAllowed(at=turn.now, allowed=command.allowed))
    if not command.allowed and turn.state.published is not None:
        turn.emit(e.Unpublished(at=turn.now))


def publish(_: Books, turn: Turning, command: c.Publish) -> None:
    """Publish what was de-identified; suppliers of clues see that theirs were used."""
    if not turn.state.public_allowed:
        raise Refusal(Reason("suggestion.publication_not_allowed"), kind="not_now")
    require_filled(title=command.title, matter=command.matter)
    require_open(title=command.title, matter=command.matter, reply=command.reply)
    require_without_numbers(title=command.title, matter=command.matter, reply=command.reply)
    text = PublicText(title=command.title, matter=command.matter, reply=command.reply)
    turn.emit(e.Published(at=turn.now, text=text))
    for clue in turn.state.clues:
        turn.send(clue_key(clue), NotePublished(suggestion=turn.id, number=turn.state.number))
    notify(turn, signers(turn), "published")


def unpublish(_: Books, turn: Turning, command: c.Unpublish) -> None:
    """Take it from the public in this turn."""
    require_filled(reason=command.reason)
    if turn.state.published is None:
        raise Refusal(Reason("suggestion.not_published"), kind="not_now")
    turn.emit(e.Unpublished(at=turn.now, reason=command.reason))
