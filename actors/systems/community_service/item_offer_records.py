"""An item offered by an organisation (事项落地): what can be asked of it, what can happen to it,
what is known of it. None of it is of a person."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command, Event
from actors.systems.community_service.tiers import Tier

ITEM_OFFER = "item_offer"
Mode = Literal["decides_here", "pre_reviews", "collects_and_sends_up", "helps_only"]
"""What the organisation does with an application: decides (本级办理), looks first (初审), takes it
in and sends it up (收件上报), or only helps to fill it in (协助办理)."""
Tongue = Literal["mandarin", "cantonese", "hakka", "teochew", "english", "sign_language"]
Owned = Literal["condition", "material", "fee", "limit"]
"""What belongs to the organ that owns the item; a town may only propose it."""
Text = Annotated[str, msgspec.Meta(max_length=200)]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]
Days = Annotated[int, msgspec.Meta(ge=0, le=5)]


class Overlay(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the organisation itself says of its offer (本地化): nothing else is its own to say."""

    counter: Text = ""
    hours: Text = ""
    contact: Text = ""
    drop_off: Text = ""
    languages: tuple[Tongue, ...] = ()


class Proposal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A change that is the owner's to make, as the organisation proposes it."""

    number: int
    subject: Owned
    text: str
    at: datetime
    answer: Literal["", "accepted", "refused"] = ""
    reason: str = ""


class ItemOffer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item at one organisation. `received_at` are the tiers whose windows take it in,
    `decided_by` the unit that decides, `up_days` and `down_days` the working days that papers may
    travel each way."""

    phase: Literal["", "offered", "retired"] = ""
    item: str = ""
    unit: str = ""
    tier: Tier = "town"
    received_at: tuple[Tier, ...] = ()
    decided_by: str = ""
    mode: Mode = "helps_only"
    up_days: int = 0
    down_days: int = 0
    local: Overlay = Overlay()
    proposals: tuple[Proposal, ...] = ()

    @property
    def waiting(self) -> tuple[Proposal, ...]:
        """The proposals that nobody has answered."""
        return tuple(each for each in self.proposals if not each.answer)


class _Terms(msgspec.Struct, frozen=True, kw_only=True):
    received_at: tuple[Tier, ...]
    decided_by: str
    mode: Mode
    up_days: Days = 0
    down_days: Days = 0


class OfferItem(_Terms, Command, frozen=True, kw_only=True):
    """Have an item offered (事项落地) by the organisation `unit`."""

    item: str
    unit: str


class ChangeOffer(_Terms, Command, frozen=True, kw_only=True):
    """Change where it is taken in, who decides, and how."""


class RetireOffer(Command, frozen=True, kw_only=True):
    """Have the organisation offer it no longer."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Localise(Overlay, Command, frozen=True, kw_only=True):
    """Say which counter, hours, contact and drop-off the organisation has for it, and in which
    languages it speaks: all that it may say itself."""


class ProposeChange(Command, frozen=True, kw_only=True):
    """Propose a change that the owner of the item alone can make."""

    subject: Owned
    text: Words


class AnswerProposal(Command, frozen=True, kw_only=True):
    """Accept a proposal into the next version of the item, or refuse it, with the reason."""

    proposal: int
    accepted: bool
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class ItemOffered(_Terms, Event, frozen=True, kw_only=True):
    at: datetime
    item: str
    unit: str
    tier: Tier


class OfferChanged(_Terms, Event, frozen=True, kw_only=True):
    at: datetime


class OfferRetired(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class OfferLocalised(Event, frozen=True, kw_only=True):
    at: datetime
    local: Overlay


class ChangeProposed(Event, frozen=True, kw_only=True):
    at: datetime
    proposal: Proposal


class ProposalAnswered(Event, frozen=True, kw_only=True):
    at: datetime
    number: int
    accepted: bool
    reason: str


ItemOfferEvent = (
    ItemOffered | OfferChanged | OfferRetired | OfferLocalised | ChangeProposed | ProposalAnswered
)


def offer_id(item: str, unit: str) -> str:
    """Return the id of the offer of `item` by `unit`: "SYJ-01~zumiao_subdistrict"."""
    return f"{item}~{unit}"
