"""The list of the city (本市实施清单) as an entity: what was published, and what the feed says."""

from datetime import date, datetime
from typing import Literal

import msgspec

from actors.blocks.calls.records import TakeOutcome
from actors.blocks.item_lists.elements import Elements
from actors.kernel.turn import Command, Event

ITEM_LIST = "item_list"
CITY = "city"  # the id of the only one
FEED = "item_standards"  # the party that keeps the feed


class PublishElements(Command, frozen=True, kw_only=True):
    """Publish what changes of items, each a new version of its item from the local day `effective`
    on. Cases that run keep theirs."""

    effective: date
    reason: str
    elements: tuple[Elements, ...]


class FollowFeed(Command, frozen=True, kw_only=True):
    """Ask the item-standardisation system (事项标准化系统) now, and every day from now on."""


class AskFeed(Command, frozen=True, kw_only=True):
    """Clock: ask it again."""


class NoteFeed(TakeOutcome, frozen=True, kw_only=True):
    """Platform: what came of asking; the answer has the list as a text of JSON, "list"."""


class ElementsPublished(Event, frozen=True, kw_only=True):
    at: datetime
    number: int
    by: str
    effective: date
    reason: str
    elements: tuple[Elements, ...]


class FeedAsked(Event, frozen=True, kw_only=True):
    at: datetime
    call: str


class FeedTaken(Event, frozen=True, kw_only=True):
    """`content` is the document as it came, whatever is wrong with it."""

    at: datetime
    content: str


class FeedMissed(Event, frozen=True, kw_only=True):
    at: datetime
    why: str


ItemListEvent = ElementsPublished | FeedAsked | FeedTaken | FeedMissed


class ItemList(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was published, in order; the call that asks the feed, "" for none; what it said last and
    when, and why it could not be asked since, "" if it could."""

    phase: Literal["empty", "published"] = "empty"
    publications: tuple[ElementsPublished, ...] = ()
    call: str = ""
    content: str = ""
    taken_at: datetime | None = None
    missed: str = ""
