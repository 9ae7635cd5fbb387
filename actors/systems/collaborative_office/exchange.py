"""What two organs tell each other of one document (公文交换): the package, its receipt, the reply.

Two entities keep it, each for its organ: `official_document` of who sends, `incoming_document` of
who receives. The id of a package follows from both, so that it is there once however often it is
sent.
"""

import hashlib
from datetime import UTC, datetime
from typing import Literal

import msgspec

from actors.kernel.turn import Command
from actors.systems.collaborative_office.attachments import Attachment, told
from actors.systems.collaborative_office.outgoing.commands import Urgency
from actors.systems.collaborative_office.texts import digest

INCOMING_DOCUMENT = "incoming_document"
Progress = Literal[
    "on_paper", "sent", "delivered", "signed_for", "refused", "returned", "recalled"
]  # fmt: skip
RECALLABLE = ("sent", "delivered")


class Package(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One document on its way from the organ `sender` to the unit `receiver` (交换包).

    `document` is the id of the outgoing document, `paper` the code by which its sealed paper is
    verified, `pdf` the SHA-256 of that file, `manifest` the digest of all that is here.
    """

    document: str
    sender: str
    receiver: str
    number: str
    genre: str
    urgency: Urgency
    title: str
    body: str
    attachments: tuple[Attachment, ...] = ()
    paper: str
    pdf: str
    issued_at: datetime
    manifest: str = ""


class DeliverPackage(Command, frozen=True, kw_only=True):
    """送达: to the incoming document: here is what it is made of."""

    package: Package


class RecallDelivered(Command, frozen=True, kw_only=True):
    """撤回: to the incoming document: its sender, the outgoing `document`, wants it back."""

    document: str
    receiver: str
    reason: str


class NoteProgress(Command, frozen=True, kw_only=True):
    """回执: to the outgoing document: how far its package to `receiver` is since `at`. `receipt` is
    that of who signed for it, `reason` why it was refused or returned."""

    receiver: str
    progress: Progress
    at: datetime
    receipt: str = ""
    reason: str = ""


class ConfirmReply(Command, frozen=True, kw_only=True):
    """核对答复: to an outgoing document: the incoming `document` takes it for the reply of one of
    `organs` to the organ `to`. Is it?"""

    document: str
    organs: tuple[str, ...]
    to: str


class NoteReply(Command, frozen=True, kw_only=True):
    """答复核对结果: to the incoming document: whether the outgoing one with the id `reply` is what
    it was taken for; its `number` if so."""

    reply: str
    confirmed: bool
    number: str = ""


def package_id(document: str, receiver: str) -> str:
    """Return the id of the package of an outgoing document to a unit, and of what comes of it."""
    return hashlib.sha256(f"{document} {receiver}".encode()).hexdigest()[:32]


def incoming_key(document: str, receiver: str) -> str:
    """Return the key of the incoming document that an outgoing one becomes at a unit."""
    return f"{INCOMING_DOCUMENT}:{package_id(document, receiver)}"


def manifest_of(package: Package) -> str:
    """Return the digest of a package: whom it goes to, what it says, its sealed paper, and the
    names and digests of its files."""
    issued = package.issued_at.astimezone(UTC).isoformat()
    return digest(
        package.document,
        package.sender,
        package.receiver,
        package.number,
        package.genre,
        package.urgency,
        package.title,
        package.body,
        package.paper,
        package.pdf,
        issued,
        *told(package.attachments),
    )


def receipt_of(manifest: str, at: datetime) -> str:
    """Return the receipt of a package that was signed for at an instant: the digest of both."""
    return digest(manifest, at.astimezone(UTC).isoformat())
