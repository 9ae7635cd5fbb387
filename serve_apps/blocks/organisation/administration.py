"""The organisation as administrators see it: asked of the entity itself, on any day, and what a
change would make of it."""

from dataclasses import dataclass
from datetime import date, datetime

from actors.blocks.forms import normalise
from actors.blocks.organisation.chronicle import Chronicle
from actors.blocks.organisation.kind import organisation_kind
from actors.blocks.organisation.state import KEY, OrganisationState, evolve
from actors.blocks.organisation.units import Organisation
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.ports import Sender
from actors.kernel.turn import Command, Turn
from serve_apps.front.proof import asking_for_proof


@dataclass(frozen=True)
class Seen:
    """The organisation at one version."""

    state: OrganisationState
    chronicle: Chronicle


class Administration:
    """Reads the organisation, and rehearses changes."""

    def __init__(self, sender: Sender, library: Library) -> None:
        self._sender = sender
        self._first = library.shipped[Organisation]
        self._decide = organisation_kind(library).decide

    async def look(self) -> Seen:
        """Return the organisation as it stands.

        Raises:
            Overloaded, Unavailable: it could not be asked.
        """
        return self._seen((await self._sender.show(KEY)).state)

    def rehearse(self, before: Seen, command: Command, by: Identity, now: datetime) -> Seen:
        """Return what `command` would make of the organisation; nothing is written.

        Raises:
            Refusal: the rules say no.
            ProofNeeded: they would not, had `by` proved more who it is.
        """
        turn = Turn(KEY, before.state, evolve, now=now, by=by, command_id="")
        with asking_for_proof():
            self._decide(turn, command)
        return self._seen(turn.state)

    def _seen(self, state: OrganisationState) -> Seen:
        return Seen(state, Chronicle(self._first, state.changes))


def day_asked(text: str, today: date) -> date:
    """Return the day that a page is asked for, today if `text` is none."""
    return normalise.day(text) or today
