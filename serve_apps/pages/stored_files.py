"""Files that were handed in, sent to whoever may see them."""

from fastapi.responses import StreamingResponse

from serve_apps.front.wiring import Services

_HEADERS = {"content-disposition": "inline", "content-security-policy": "sandbox"}


def file_answer(services: Services, sha256: str, media_type: str) -> StreamingResponse:
    """Return the answer with the stored file `sha256`: shown by the browser, and nothing in it
    carried out. Whether the visitor may see it has been asked."""
    return StreamingResponse(services.files.open(sha256), media_type=media_type, headers=_HEADERS)
