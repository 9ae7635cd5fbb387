"""The list of warnings and cards (灯牌), the highest first, then the latest."""

from actors.blocks.clocks.cards import Level, severity
from serve_apps.pages.listing import Listing
from storage.mongo import Document
from storage.rows import Order

CARDS = Listing(
    name="cards",
    view="cards",
    order=Order(("rank", "raised_at"), descending=True),
    filters=("rank", "unit", "closed"),
)


def card_filter(*, level: Level = "", unit: str = "", stopped: bool = False) -> Document:
    """Return the query of the cards of a `level` and a `unit`, "" for any; `stopped`: those whose
    clock has stopped, too."""
    where: Document = {} if stopped else {"closed": False}
    if level:
        where["rank"] = severity(level)
    if unit:
        where["unit"] = unit
    return where
