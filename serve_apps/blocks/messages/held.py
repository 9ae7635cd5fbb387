"""What is held of whoever was told something: the notices that are kept, the letters that left, and
how he is reached."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.letter import LETTER, Letter
from actors.blocks.messages.mailbox_state import MAILBOX, MailboxState
from serve_apps.blocks.messages.saying import said
from serve_apps.front.holding import Holding, Telling


def _told(row: Mapping[str, Any], state: None, how: Telling) -> Mapping[str, Any]:
    return {
        "at": row["at"],
        "text": said(row["template"], row["facts"], how.library, how.language),
        "urgent": row["urgency"] == "urgent",
        "read": bool(row["read_by"]),
    }


HELD = Holding(
    name="notices",
    of=(MAILBOX,),
    collection="notices",
    field="mailbox",
    named=lambda account: to_somebody(f"person:{account}"),
    told=_told,
)


def _reached(row: Mapping[str, Any], state: MailboxState, how: Telling) -> Mapping[str, Any]:
    reach = state.reach
    return {
        "addresses": [
            {"channel": channel, "address": way.to, "since": way.since, "doubted": way.doubted}
            for channel, way in reach.ways.items()
        ],
        "browsers": [
            {"browser": each.called, "address": each.endpoint, "since": each.since}
            for each in reach.browsers
        ],
        "language": reach.language,
        "off": list(reach.off),
        "to_prove": {"channel": reach.proof.channel, "address": reach.proof.to}
        if reach.proof
        else None,
    }


def _written(row: Mapping[str, Any], state: Letter, how: Telling) -> Mapping[str, Any]:
    return {
        "at": state.written_at,
        "channel": state.channel,
        "address": "" if state.channel == "push" else state.to,
        "text": said(state.template, state.facts, how.library, how.language),
        "phase": state.phase,
    }


REACH_HELD = Holding(
    name="reach",
    of=(MAILBOX,),
    kind=MAILBOX,
    named=lambda account: to_somebody(f"person:{account}"),
    told=_reached,
)
LETTERS_HELD = Holding(
    name="letters",
    of=(LETTER,),
    kind=LETTER,
    collection="letters",
    field="mailbox",
    named=lambda account: to_somebody(f"person:{account}"),
    told=_written,
)
