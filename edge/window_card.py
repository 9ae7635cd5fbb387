"""A card that is read for the clerk at a window: once, on the platform's order, straight into a box
that the platform alone can open. Nothing of it is kept here."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import date

import msgspec

from actors.blocks.terminals.frames import CardShown, Frame
from actors.blocks.terminals.reports import CardText
from actors.kernel.deadlines import CHINA
from actors.kernel.identifiers import resident_id
from edge.devices.id_card import IdCard, UnreadableCard, UnsupportedDocument
from edge.devices.id_card_reader import IdCardReader
from edge.devices.interface import DeviceFailed
from edge.orders import Ended
from edge.outbox import wall_clock
from edge.platform import Platform
from edge.sealing import seal
from edge.session import Sessions

LOOK_SECONDS = 0.3
_SPARE_SECONDS = 1.0  # for telling the platform before the order's time is over


class WindowCards:
    """Reads one card at a time. `tell` sends a frame over the link, or raises."""

    def __init__(
        self,
        sessions: Sessions,
        platform: Platform,
        reader: IdCardReader,
        tell: Callable[[Frame], Awaitable[None]],
        *,
        terminal: str,
    ) -> None:
        self._sessions = sessions
        self._platform = platform
        self._reader = reader
        self._tell = tell
        self._terminal = terminal

    async def read_card(self, arguments: Mapping[str, object], deadline: float) -> Ended:
        """Read the next card that is laid on the reader before `deadline`, and hand it over. One
        that lay there before and was read already is not taken again."""
        reading = str(arguments.get("reading", ""))
        card, trouble = await self._next_card(deadline - _SPARE_SECONDS)
        if card is None:
            await self._tell(CardShown(reading=reading, trouble=trouble))
            return Ended("failed", trouble)
        text = CardText(name=card.name, id_number=card.number)
        label = f"{self._terminal}/card/{reading}".encode()
        box = seal(self._platform.box_key, msgspec.msgpack.encode(text), label)
        await self._tell(CardShown(reading=reading, box=box))
        return Ended("done")

    async def _next_card(self, deadline: float) -> tuple[IdCard | None, str]:
        """Return a card, or what hindered that."""
        trouble = "no_card"
        while time.monotonic() < deadline:
            if self._sessions.current is not None:
                return None, "in_use"
            try:
                card = await self._reader.read()
            except UnreadableCard:
                trouble = "card_unreadable"  # it may be laid on again
            except UnsupportedDocument:
                return None, "card_unsupported"
            except DeviceFailed:
                return None, "reader_failed"
            else:
                if card is not None:
                    wrong = _wrong(card, wall_clock().astimezone(CHINA).date())
                    return (None, wrong) if wrong else (card, "")
            await asyncio.sleep(LOOK_SECONDS)
        return None, trouble


def _wrong(card: IdCard, today: date) -> str:
    if card.mark == "I" or not resident_id(card.number, today=today, divisions={}).accepted:
        return "card_unsupported"
    return "card_expired" if card.valid_to is not None and card.valid_to < today else ""
