"""The cards of a commitment (承诺事项). They outlive the item, the year and the term."""

from datetime import date, timedelta

import msgspec

from actors.blocks.clocks.cards import Level
from actors.kernel.calendar import ONE_DAY
from actors.systems.npc_motions.profile import Profile


class CommitmentCards(msgspec.Struct, frozen=True, kw_only=True):
    """The first local days of the yellow and of the red card. Days off are days here: the date was
    the unit's own word."""

    yellow: date
    red: date


def commitment_cards(profile: Profile, due: date) -> CommitmentCards:
    """Return the cards of a commitment that is `due` on a local day, in time on that day itself."""
    lead = timedelta(days=profile.commitments.days)
    return CommitmentCards(yellow=due - lead, red=due + ONE_DAY)


def commitment_level(cards: CommitmentCards, on: date) -> Level:
    """Return the card of a commitment that is not kept by the local day `on`; "" for none."""
    if on >= cards.red:
        return "red"
    return "yellow" if on >= cards.yellow else ""
