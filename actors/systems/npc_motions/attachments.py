"""Files that belong to the text of a proposal (附件): they are signed with it."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from actors.blocks.files.digest import Digest
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from actors.systems.npc_motions.texts import require_open

MOST = 10  # of one proposal; a sample


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was handed in: `sha256` is its digest in hex, `size` counts bytes."""

    name: str
    sha256: Digest
    media_type: str
    size: int


class AttachFile(Command, frozen=True, kw_only=True):
    """Add a file to the text. Signatures under the text without it are void."""

    name: str
    sha256: Digest
    media_type: str
    size: int


class RemoveFile(Command, frozen=True, kw_only=True):
    """Take the file with the digest `file` from the text. Signatures under the text with it are
    void."""

    file: str


class Attached(Protocol):
    """A text that has files."""

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """In the order in which they were added."""
        ...


def with_file(text: Attached, wish: AttachFile) -> tuple[Attachment, ...]:
    """Return the files of `text` and the one that `wish` adds.

    Raises:
        Refusal: it is there, there are too many, or its name bears the mark of a state secret.
    """
    require_open(name=wish.name)
    if not wish.name.strip():
        raise Refusal(Reason("proposal.empty", "/name"))
    if wish.sha256 in digests(text.attachments):
        raise Refusal(Reason("proposal.attached_already", "/sha256"))
    if len(text.attachments) >= MOST:
        raise Refusal(Reason("proposal.too_many_files", "/sha256", {"most": str(MOST)}))
    new = Attachment(name=wish.name, sha256=wish.sha256, media_type=wish.media_type, size=wish.size)
    return (*text.attachments, new)


def without_file(text: Attached, wish: RemoveFile) -> tuple[Attachment, ...]:
    """Return the files of `text` but for the one that `wish` names.

    Raises:
        Refusal: it has no such file.
    """
    if wish.file not in digests(text.attachments):
        raise Refusal(Reason("proposal.not_attached", "/file"))
    return tuple(each for each in text.attachments if each.sha256 != wish.file)


def digests(attachments: Sequence[Attachment]) -> tuple[str, ...]:
    """Return their digests in order, as they go into that of the text."""
    return tuple(each.sha256 for each in attachments)
