"""Files that go with a document (附件): signed with its text, named under it, sent with it."""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from actors.blocks.files.digest import Digest
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from actors.systems.collaborative_office.profile import profile
from actors.systems.collaborative_office.texts import require_said

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
_AT_THE_END = (
    "。；，、;,. \u3000"  # no mark follows the name of an attachment: GB/T 9704-2012, 7.3.5
)


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was handed in, called `name` under the text: `sha256` is its digest in hex,
    `size` counts bytes."""

    name: str
    sha256: Digest
    media_type: str
    size: int


class AttachToDocument(Command, frozen=True, kw_only=True):
    """添加附件: add a file to the draft, called `name` under its text."""

    name: Name
    sha256: Digest
    media_type: str
    size: int


class DetachFromDocument(Command, frozen=True, kw_only=True):
    """删除附件: take the file with the digest `file` from the draft."""

    file: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


def with_file(there: Sequence[Attachment], wish: AttachToDocument) -> tuple[Attachment, ...]:
    """Return the files that are `there`, and the one that `wish` adds.

    Raises:
        Refusal: there are too many; the file, or another one of its name, is there; its name says
            nothing, or bears a mark of secrecy.
    """
    name = wish.name.strip().rstrip(_AT_THE_END)
    require_said("name", name)
    if len(there) >= profile().attachments_most:
        facts = {"most": str(profile().attachments_most)}
        raise Refusal(Reason("official_document.too_many_files", "/sha256", facts))
    if any(each.sha256 == wish.sha256 for each in there):
        raise Refusal(Reason("official_document.attached_already", "/sha256"))
    if any(each.name == name for each in there):
        raise Refusal(Reason("official_document.name_taken", "/name"))
    new = Attachment(name=name, sha256=wish.sha256, media_type=wish.media_type, size=wish.size)
    return (*there, new)


def without_file(there: Sequence[Attachment], wish: DetachFromDocument) -> tuple[Attachment, ...]:
    """Return the files that are `there`, but for the one that `wish` names.

    Raises:
        Refusal: it is not there.
    """
    left = tuple(each for each in there if each.sha256 != wish.file)
    if len(left) == len(there):
        raise Refusal(Reason("official_document.not_attached", "/file"))
    return left


def told(attachments: Sequence[Attachment]) -> tuple[str, ...]:
    """Return what a digest of a text, or of a package, has of its files, in their order."""
    return tuple(part for each in attachments for part in (each.name, each.sha256))
