"""Files that come with the form of a command."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from starlette.datastructures import UploadFile

from actors.blocks.forms.sent import Entries
from actors.kernel.errors import Reason, Refusal
from serve_apps.front.wiring import Services
from storage.files import Unfit

MOST_MEGABYTES = 20
_PIECE = 1 << 18


async def with_files(
    services: Services, entries: Entries, sent: Any, several: Iterable[Sequence[str]]
) -> Entries:
    """Return `entries` with the files that came with the form, once they are kept, or with those
    that were kept before. Each of `several` are the fields for one file: its digest, type, size.

    Raises:
        Refusal: one is unfit, or is not there.
        PyMongoError: the database does not answer.
    """
    for names in several:
        entries = await _with_file(services, entries, sent, names)
    return entries


async def _with_file(
    services: Services, entries: Entries, sent: Any, names: Sequence[str]
) -> Entries:
    files, upload = services.files, sent.get(f"{names[0]}.file")
    try:
        if isinstance(upload, UploadFile) and upload.size:
            stored = await files.put(_pieces(upload), max_megabytes=MOST_MEGABYTES)
        else:
            stored = await files.find("".join(entries.get(names[0], ())))
    except Unfit as unfit:
        raise Refusal(Reason(f"file.{unfit.code}", f"/{names[0]}", unfit.facts)) from unfit
    if stored is None:
        raise Refusal(Reason("file.no_file", f"/{names[0]}"))
    values = stored.sha256, stored.media_type, str(stored.bytes)
    return {**entries, **{name: (said,) for name, said in zip(names, values, strict=False)}}


async def _pieces(upload: UploadFile) -> AsyncIterator[bytes]:
    while piece := await upload.read(_PIECE):
        yield piece
