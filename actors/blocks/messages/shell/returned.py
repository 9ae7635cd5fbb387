"""Mail that comes back (退信): reports on letters, as mail servers write them (RFC 3464).

A report comes to the address that its letter was sent from, which names the letter and proves that
whoever writes has to do with it: the digest in it stands nowhere else. What somebody makes up names
a letter that he cannot prove; what a letter's own recipient says of it concerns him alone.
"""

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import Literal, cast

from storage.secrecy.lookups import Lookups

RETURN = "return"  # the sort of the digests
_PROOF = 12  # characters of one: a mailbox's name has 64, and the letter's id takes 32
_NAMED = re.compile(r"([0-9a-f]{32})\.([a-z0-9_-]{12})(?![a-z0-9_-])", re.IGNORECASE)
_NAMES = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


class Unproved(Exception):
    """It names a letter, and does not prove that it has to do with that."""


class Nameless(Exception):
    """It names no letter of ours."""


@dataclass(frozen=True)
class Returned:
    """What a report says of a letter. `status` "": nothing that lasts, such as that it takes
    longer, or it is no report at all but a program's answer; `code` is the status of RFC 3463."""

    letter: str
    status: Literal["delivered", "bounced", ""]
    code: str = ""


def return_name(lookups: Lookups, letter: str) -> str:
    """Return the name by which reports on `letter`, an id, come back."""
    return f"{letter}.{_proof(lookups, letter)}"


def read_returned(content: bytes, lookups: Lookups) -> Returned:
    """Return what the mail `content` says of one of our letters.

    Raises:
        Nameless, Unproved: it is about none, or not known to be.
    """
    message = message_from_bytes(content, policy=default)
    letter = _letter(message, lookups)
    reports = list(_reports(message))
    for status, action in (("bounced", "failed"), ("delivered", "delivered")):
        found = [code for told, code in reports if told == action]
        if found:
            return Returned(letter, cast("Literal['bounced', 'delivered']", status), found[0])
    return Returned(letter, "")


def _letter(message: Message, lookups: Lookups) -> str:
    """Return the letter that the address names which the mail came to, or what the report calls the
    envelope that it is about."""
    named = [pair for text in _told(message) for pair in _NAMED.findall(text)]
    if not named:
        raise Nameless
    for id, proof in named:
        letter = id.lower()
        if hmac.compare_digest(_proof(lookups, letter), proof.lower()):
            return letter
    raise Unproved


def _told(message: Message) -> Iterator[str]:
    for name in _NAMES:
        yield from (str(each) for each in message.get_all(name, []))
    for part in _status_parts(message):
        yield from (str(each) for each in part.get_all("Original-Envelope-Id", []))


def _reports(message: Message) -> Iterator[tuple[str, str]]:
    """Yield (action, code) for each recipient that the mail reports on."""
    for part in _status_parts(message):
        action = str(part.get("Action", "")).strip().lower()
        code = _STATUS.search(str(part.get("Status", "")))
        if action:
            yield action, code[0] if code else ""


def _status_parts(message: Message) -> Iterator[Message]:
    """Yield the groups of fields of the delivery status: that of the mail, those of recipients."""
    if message.get_content_type() != "multipart/report":
        return
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            yield from cast("list[EmailMessage]", part.get_payload())


def _proof(lookups: Lookups, letter: str) -> str:
    """Return the digest in small letters: servers on the way may not keep capitals."""
    return lookups.of(RETURN, letter).lower()[:_PROOF]
