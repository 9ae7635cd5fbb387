"""Files that were handed in, sent to whoever may see them."""

from base64 import b64encode
from collections.abc import Iterable
from urllib.parse import quote

from fastapi.responses import StreamingResponse

from actors.blocks.cases.state import Material
from actors.blocks.files.formats import file_name
from actors.kernel.errors import Refusal
from serve_apps.front.wiring import Services


async def file_answer(
    services: Services, sha256: str, name: str, unknown: Refusal
) -> StreamingResponse:
    """Return the answer with the stored file `sha256`, to be kept under `name`: what it is was told
    by its content, and nothing in it is carried out. Whether the visitor may see it has been asked.

    Raises:
        Refusal: `unknown`, there is no such file.
    """
    stored = await services.files.find(sha256)
    if stored is None:
        raise unknown
    headers = {
        "content-disposition": attachment(file_name(name, stored.media_type)),
        "content-security-policy": "sandbox",
        "content-length": str(stored.bytes),
    }
    content = services.files.open(sha256)
    return StreamingResponse(content, media_type=stored.media_type, headers=headers)


async def pictures_of(services: Services, materials: Iterable[Material]) -> dict[str, str]:
    """Return addresses of small pictures of what was handed in, by the digests of files: they stand
    in the page itself, so that whoever may see it sees them and nobody else. They were made by us,
    when the files came."""
    digests = {each.sha256 for each in materials if each.sha256}
    found = await services.files.previews(digests) if digests else {}
    return {
        sha256: f"data:image/webp;base64,{b64encode(picture).decode()}"
        for sha256, picture in found.items()
    }


def attachment(name: str) -> str:
    """Return the header by which a browser keeps what is sent under `name` (RFC 6266): once in
    ASCII, for those who do not know the other, and once in full (RFC 8187)."""
    plain = "".join(each if " " <= each <= "~" and each not in '"\\%' else "_" for each in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
