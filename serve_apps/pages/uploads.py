"""A file that comes with the form of a command."""

from collections.abc import AsyncIterator
from typing import Any

from starlette.datastructures import UploadFile

from actors.blocks.forms.sent import Entries
from actors.kernel.errors import Reason, Refusal
from serve_apps.front.wiring import Services
from serve_apps.pages.controls import FILE
from storage.files import Unfit

MOST_MEGABYTES = 20
_PIECE = 1 << 18


async def with_file(services: Services, entries: Entries, sent: Any) -> Entries:
    """Return `entries` with the file that came with the form, once that is kept, or with the one
    that was kept before.

    Raises:
        Refusal: it is unfit, or there is none.
        PyMongoError: the database does not answer.
    """
    files, upload = services.files, sent.get(f"{FILE[0]}.file")
    try:
        if isinstance(upload, UploadFile) and upload.size:
            stored = await files.put(_pieces(upload), max_megabytes=MOST_MEGABYTES)
        else:
            stored = await files.find("".join(entries.get(FILE[0], ())))
    except Unfit as unfit:
        raise Refusal(Reason(f"file.{unfit.code}", f"/{FILE[0]}", unfit.facts)) from unfit
    if stored is None:
        raise Refusal(Reason("file.no_file", f"/{FILE[0]}"))
    values = stored.sha256, stored.media_type, str(stored.bytes)
    return {**entries, **{name: (said,) for name, said in zip(FILE, values, strict=True)}}


async def _pieces(upload: UploadFile) -> AsyncIterator[bytes]:
    while piece := await upload.read(_PIECE):
        yield piece
