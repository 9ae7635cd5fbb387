"""Simulated cards: their text blocks as a real card holds them. Everybody here is invented."""

import tomllib
from pathlib import Path

import msgspec

CARDS = Path(__file__).with_name("cards.toml")
PHOTO_BYTES = 1024
_LAYOUT = (
    ("name", 15), ("sex", 1), ("nation", 2), ("birth", 8), ("address", 35), ("number", 18),
    ("issuer", 15), ("valid_from", 8), ("valid_to", 8), ("rest", 18),
)  # fmt: skip


class SimulatedCard(msgspec.Struct, frozen=True, kw_only=True):
    """A resident ID card. Days are "YYYYMMDD", `valid_to` may be "长期"; `id` names it on the desk
    of simulated devices."""

    id: str
    name: str
    sex: str
    nation: str
    birth: str
    address: str
    number: str
    issuer: str
    valid_from: str
    valid_to: str
    rest: str = ""

    def text(self) -> bytes:
        """Return the 256 bytes of the card's text."""
        fields = msgspec.structs.asdict(self)
        padded = (str(fields[name]).ljust(size)[:size] for name, size in _LAYOUT)
        return "".join(padded).encode("utf-16-le")

    def photo(self) -> bytes:
        """Return 1,024 bytes in the place of the picture, which needs a licensed decoder."""
        return b"WLf\0" + bytes(PHOTO_BYTES - 4)


def load_cards(file: Path = CARDS) -> dict[str, SimulatedCard]:
    """Return the cards of `file` by their `id`."""
    with file.open("rb") as source:
        cards = msgspec.convert(tomllib.load(source)["cards"], list[SimulatedCard])
    return {card.id: card for card in cards}
