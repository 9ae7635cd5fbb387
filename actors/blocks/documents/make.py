"""How an entity comes by a paper: it orders one in its turn, and is told by message."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actors.blocks.documents.paper import DOCUMENT, OrderPaper
from actors.kernel.turn import Turn

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none is taken for another
LENGTH = 16  # characters of a code, 80 bits


@dataclass(frozen=True)
class Organ:
    """The organ (机关) that a paper is from: the code of the unit, and its name on paper."""

    code: str
    name: str


def make(
    turn: Turn[Any],
    template: str,
    facts: Mapping[str, Any],
    seal: str = "",
    *,
    organ: Organ,
    number: str = "",
    asked_by: str = "",
    approved_by: str = "",
    n: int = 1,
) -> str:
    """Order the entity's `n`th paper by `template` (制作文书), and return its id. The act does not
    wait for it.

    The entity is sent `PaperMade`, or `PaperFailed`; its kind has both among its commands. Ordered
    again, it is the same paper. `seal` tells whose seal it wants, "" for none; `number` what stands
    on it and whoever verifies it is shown; `asked_by` the identity that asked for the seal, where
    that is not whose turn it is; `approved_by` the one that agreed to it, where that was another.
    """
    id = paper_id(turn.key, template, n)
    wish = OrderPaper(
        template=template,
        facts=dict(facts),
        of=turn.key,
        n=n,
        organ=organ.code,
        organ_name=organ.name,
        number=number,
        seal=seal,
        asked_by=asked_by or turn.by.id,
        approved_by=approved_by,
    )
    turn.send(f"{DOCUMENT}:{id}", wish)
    return id


def paper_id(of: str, template: str, n: int = 1) -> str:
    """Return the id of the `n`th paper by `template` of the entity `of`; it is verified by that."""
    digest = hashlib.sha256(f"{of} {template} {n}".encode()).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])
