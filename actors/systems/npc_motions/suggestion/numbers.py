"""Numbers of suggestions (建议编号): gap-free, from the register of their congress and year."""

from actors.blocks.numbers.ask import ask
from actors.blocks.numbers.register import Numbered, Unnumbered
from actors.kernel.system import Series
from actors.kernel.turn import Turn
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.motion_commands import NoteSuggestion
from actors.systems.npc_motions.notices import deputy, notify, post
from actors.systems.npc_motions.suggestion import events as e
from actors.systems.npc_motions.suggestion.state import SuggestionState

SUGGESTIONS = Series(name="suggestion", pattern="{year}{n:04}")
Turning = Turn[SuggestionState]


def ask_number(turn: Turning) -> None:
    """Ask the register for a number; `Numbered` brings it."""
    ask(turn, SUGGESTIONS, scope=turn.state.congress)


def numbered(_: Books, turn: Turning, command: Numbered) -> None:
    """Keep the number that the register gave; a second one for the same is none. A motion that goes
    on as this is told."""
    state, number = turn.state, command.number
    if state.number:
        return
    turn.emit(e.NumberTaken(at=turn.now, number=number))
    notify(turn, [deputy(state.lead)], "numbered", number=number)
    if state.motion:
        turn.send(f"motion:{state.motion}", NoteSuggestion(suggestion=turn.id, number=number))


def unnumbered(_: Books, turn: Turning, command: Unnumbered) -> None:
    """Tell the work body that the year's numbers are used up; the suggestion stays in."""
    notify(turn, [post("work_body")], "unnumbered")
