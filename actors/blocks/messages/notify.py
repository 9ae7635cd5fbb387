"""How an entity tells somebody something: by a notice, or who has no account by a text message."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.messages.letter import LETTER, WriteLetter, letter_id
from actors.blocks.messages.mailbox import PutNotice
from actors.blocks.messages.mailbox_state import MAILBOX, Urgency
from actors.blocks.messages.template import Letters
from actors.kernel.turn import Turn


def notify(
    turn: Turn[Any],
    to: str,
    template: str,
    facts: Mapping[str, str] | None = None,
    urgency: Urgency = "normal",
) -> None:
    """Put a notice (站内通知) about the entity into the mailbox `to`.

    `to` is an address: `to_somebody("staff:wen")` or `to_role(role, unit)`.

    `template` is "<kind>.<Name>": its words stand with the sender as `<kind>.notices.<Name>`, with
    placeholders that `facts` fill. Facts are numbers of files, dates and names of units; never
    personal data, since a notice is shown without a record of who saw it.
    """
    told = PutNotice(template=template, facts=dict(facts or {}), urgency=urgency, about=turn.key)
    turn.send(f"{MAILBOX}:{to}", told)


def text(
    turn: Turn[Any],
    phone: str,
    template: str,
    letters: Letters,
    facts: Mapping[str, str],
    urgency: Urgency = "normal",
) -> None:
    """Tell whoever has the telephone `phone`, and no account, about the entity by a text message
    (短信), if `template` has words for one. He has agreed to that before somebody who saw him."""
    known = letters.templates.get(template)
    if known is None or "sms" not in known.channels:
        return
    wish = WriteLetter(
        mailbox="",
        channel="sms",
        to=phone,
        of=known.of,
        template=template,
        facts=dict(facts),
        urgency=urgency,
        about=turn.key,
    )
    turn.send(f"{LETTER}:{letter_id(turn.key, f'{turn.seq}.{template}', 'sms')}", wish)
