"""Public verification (公开验真): by the code on a paper, by its QR code, or by the file itself."""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from actors.blocks.verification.verification import plain_code
from serve_apps.blocks.verification.finding import Found, by_code, by_digest, count
from serve_apps.front.language import language_of
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Wired
from serve_apps.pages.uploads import pieces

router = APIRouter(include_in_schema=False)


@router.get("/verify")
async def show_question(request: Request, _: AnyVisitor) -> Response:
    """Ask for the code, or for the file."""
    return page(request, "verify/ask.html", {"typed": ""})


@router.post("/verify")
async def ask(_: AnyVisitor, code: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Lead to what is known of a code."""
    kept = "".join(each for each in plain_code(code) if each.isalnum() and each.isascii())
    return RedirectResponse(f"/verify/{kept}" if kept else "/verify", 303)


@router.post("/verify/file")
async def check_file(request: Request, _: AnyVisitor, services: Wired) -> Response:
    """Tell of the file, or of the digest that the browser made of it, whether it was issued here.
    With a code: whether it is the one. The file is not kept."""
    count(services, request)
    sent = await request.form()
    upload, code = sent.get("file"), str(sent.get("code", ""))[:100]
    digest = str(sent.get("sha256", ""))
    if not digest and isinstance(upload, UploadFile) and upload.size:
        whole = hashlib.sha256()
        async for piece in pieces(upload):
            whole.update(piece)
        digest = whole.hexdigest()
    if not digest:
        return RedirectResponse(f"/verify/{plain_code(code)}" if code else "/verify", 303)
    named = await by_code(services, code) if code else None
    found = await by_digest(services, digest)
    if named is not None:
        result = "genuine" if named.sha256 == digest else "altered"
        return _shown(request, named, named.code, result, digest)
    return _shown(request, found, "", "genuine" if found else "unknown", digest)


@router.get("/verify/{code}")
async def show_paper(request: Request, _: AnyVisitor, services: Wired, code: str) -> Response:
    """Show what the public may know of the paper with this code."""
    count(services, request)
    found = await by_code(services, code[:100])
    return _shown(request, found, code[:100])


def _shown(
    request: Request, found: Found | None, code: str, result: str = "", digest: str = ""
) -> Response:
    context: dict[str, Any] = {
        "found": found,
        "code": found.code if found else code,
        "organ": found.organ[language_of(request)] if found else "",
        "result": result,
        "digest": digest,
    }
    return page(request, "verify/paper.html", context, status=200 if found or result else 404)
