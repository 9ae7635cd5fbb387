"""A clue (线索): what can be asked of it, what can happen, what is known."""

import hashlib
from datetime import datetime
from typing import Literal

import msgspec

from actors.blocks.files.digest import Digest
from actors.kernel.turn import Command, Event
from actors.systems.npc_motions.notices import Notified
from actors.systems.npc_motions.open_tasks import EVENTS as TASK_EVENTS
from actors.systems.npc_motions.open_tasks import Holding

CLUE = "clue"
Channel = Literal["portal", "service_platform", "wechat", "microblog", "sms", "email", "survey"]
OutsideChannel = Literal["portal", "service_platform", "wechat", "microblog", "sms", "email"]
"""Where others send messages from, each signed by its channel; the portal's are the city's."""


Citing = Literal["suggestion", "motion"]


class Use(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A proposal that cites the clue: `suggestion` is its id, `kind` what it is; `number` is known
    once it was published."""

    suggestion: str
    number: str = ""
    kind: Citing = "suggestion"


class ClueState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One clue. `person` and `contact` are of whoever told it, personal and optional; `account` is
    the resident's, where it came from one who was signed in. `held` tells who has which task."""

    phase: Literal["", "received", "set_aside"] = ""
    channel: str = ""
    external_id: str = ""
    told_at: datetime | None = None
    region: str = ""
    topic: str = ""
    text: str = ""
    files: tuple[str, ...] = ()
    account: str = ""
    person: str = ""
    contact: str = ""
    cluster: str = ""
    uses: tuple[Use, ...] = ()
    received_at: datetime | None = None
    held: dict[str, Holding] = {}
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47


class ReceiveClue(Command, frozen=True, kw_only=True, omit_defaults=True):
    """Take in what came by `channel` under `external_id`; `region` is a division's code, `files`
    are digests of attachments. What is told to this platform itself has no number of a channel,
    and is told now."""

    channel: Channel = "portal"
    external_id: str = ""
    told_at: datetime | None = None
    region: str = ""
    topic: str = ""
    text: str
    files: tuple[Digest, ...] = ()
    person: str = ""
    contact: str = ""


class PutInCluster(Command, frozen=True, kw_only=True):
    """Put it with others of the same subject."""

    cluster: str


class SetAside(Command, frozen=True, kw_only=True):
    """Leave it aside: no matter of the congress, or nothing in it."""

    reason: str


class NoteUse(Command, frozen=True, kw_only=True):
    """Platform: a proposal cites this clue."""

    suggestion: str
    kind: Citing = "suggestion"


class NotePublished(Command, frozen=True, kw_only=True):
    """Platform: a proposal that cites this clue was published."""

    suggestion: str
    number: str
    kind: Citing = "suggestion"


class ClueReceived(Event, frozen=True, kw_only=True):
    at: datetime
    channel: Channel
    external_id: str
    told_at: datetime
    region: str = ""
    topic: str = ""
    text: str
    files: tuple[str, ...] = ()
    account: str = ""
    person: str = ""
    contact: str = ""


class ClueClustered(Event, frozen=True, kw_only=True):
    at: datetime
    cluster: str


class ClueSetAside(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class ClueCited(Event, frozen=True, kw_only=True):
    at: datetime
    suggestion: str
    kind: Citing = "suggestion"


class ClueUsePublished(Event, frozen=True, kw_only=True):
    at: datetime
    suggestion: str
    number: str
    kind: Citing = "suggestion"


EVENTS = (
    ClueReceived, ClueClustered, ClueSetAside, ClueCited, ClueUsePublished, *TASK_EVENTS,
    Notified,
)  # fmt: skip


def clue_id(channel: str, external_id: str) -> str:
    """Return the id of the one clue that a channel's message makes, however often it comes."""
    return hashlib.sha256(f"{channel}\x00{external_id}".encode()).hexdigest()[:32]


def clue_key(id: str) -> str:
    """Return the key of the clue `id`."""
    return f"{CLUE}:{id}"
