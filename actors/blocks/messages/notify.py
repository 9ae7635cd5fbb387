"""How an entity tells somebody something."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.messages.mailbox import MAILBOX, PutNotice, Urgency
from actors.kernel.turn import Turn


def notify(
    turn: Turn[Any],
    to: str,
    template: str,
    facts: Mapping[str, str] | None = None,
    urgency: Urgency = "normal",
) -> None:
    """Put a notice (站内通知) about the entity into the mailbox `to`.

    `to` is an identity's id ("staff:wen", "person:an") or `to_role(role, unit)`.

    `template` is "<kind>.<Name>": its words stand with the sender as `<kind>.notices.<Name>`, with
    placeholders that `facts` fill. Facts are numbers of files, dates and names of units; never
    personal data, since a notice is shown without a record of who saw it.
    """
    told = PutNotice(template=template, facts=dict(facts or {}), urgency=urgency, about=turn.key)
    turn.send(f"{MAILBOX}:{to}", told)
