"""Files that come with the form of a command."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile

from actors.blocks.files.shell.intake import Intake
from actors.blocks.forms.sent import Entries
from actors.kernel.errors import Reason, Refusal
from actors.kernel.storable import pointer
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services

FILE = ("sha256", "media_type", "size")
"""The fields of a command by which it names a file: its digest, its type, its size in bytes."""

GONE = ".gone"
"""Ends the name of the control by which somebody says that a file shall be there no more."""

_PIECE = 1 << 18


@dataclass(frozen=True)
class Upload:
    """One file that a form asks for.

    Attributes:
        names: the fields of the command for it: the ways to its digest, type, size, or that to the
            digest alone.
        required: the form is not complete without it.
    """

    names: tuple[str, ...]
    required: bool = True


async def with_files(
    services: Services, visitor: Visitor, entries: Entries, sent: Any, several: Iterable[Upload]
) -> Entries:
    """Return `entries` with the files that came with the form, once they are kept, or with those
    that were kept before.

    Raises:
        Refusal: one cannot be kept, or is not there.
        Overloaded: see `Intake.hand_in`.
        PyMongoError: the database does not answer.
    """
    for each in several:
        entries = await _with_file(services, visitor, entries, sent, each)
    return entries


async def _with_file(
    services: Services, visitor: Visitor, entries: Entries, sent: Any, asked: Upload
) -> Entries:
    name = asked.names[0]
    upload, before = sent.get(f"{name}.file"), "".join(entries.get(name, ()))
    field = pointer(name.split("."))
    if isinstance(upload, UploadFile) and upload.size:
        stored = await services[Intake].hand_in(pieces(upload), visitor.identity, field=field)
    elif not asked.required and (sent.get(name + GONE) or not before):
        return {each: said for each, said in entries.items() if each not in asked.names}
    elif not before:
        raise Refusal(Reason("file.no_file", field))
    else:  # whose it is, is asked when it is sent
        stored = await services.files.find(before)
    if stored is None:
        raise Refusal(Reason("file.not_yours", field))
    values = stored.sha256, stored.media_type, str(stored.bytes)
    return {**entries, **{each: (said,) for each, said in zip(asked.names, values, strict=False)}}


async def pieces(upload: UploadFile) -> AsyncIterator[bytes]:
    """Yield the content of a file that came with a form."""
    while piece := await upload.read(_PIECE):
        yield piece
