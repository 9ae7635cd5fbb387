"""What a motion says (案由、案据、方案), as commands, events and the state write it."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Literal

import msgspec

from actors.systems.npc_motions.attachments import Attachment, digests

Mover = Literal["deputies", "delegation", "committee"]
Form = Literal["matter", "bill"]


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """`subject`, `grounds` and `plan` are the three parts of a motion (案由、案据、方案); a bill
    (法规案) has its `bill_text`, or the essentials of it. The author affirms with `one_matter` that
    it is about one matter."""

    title: str
    subject: str = ""
    grounds: str = ""
    plan: str = ""
    bill_text: str = ""
    one_matter: bool = False


class Draft(Written, frozen=True, kw_only=True):
    """What its lead writes: the text, the ids of the `clues` that it cites, and whether it may be
    published."""

    clues: tuple[str, ...] = ()
    publishable: bool = True


class Text(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One version of what is moved; `hash` is what is signed."""

    title: str = ""
    subject: str = ""
    grounds: str = ""
    plan: str = ""
    bill_text: str = ""
    one_matter: bool = False
    attachments: tuple[Attachment, ...] = ()
    hash: str = ""


def signed_hash(text: Written | Text, attachments: Sequence[Attachment]) -> str:
    """Return the hash under which `text` is signed with these files."""
    parts = text.title, text.subject, text.grounds, text.plan, text.bill_text
    return hash_of(*parts, *digests(attachments))


def hash_of(*parts: str) -> str:
    """Return the hash (SHA-256, in hex) of a text that is signed: of all its parts, told apart, and
    then the digests of its files."""
    told_apart = "".join(f"{len(part)}:{part}" for part in parts)
    return sha256(told_apart.encode("utf-8")).hexdigest()
