"""PDF (ISO 32000): opened in full; what acts by itself when somebody opens it is found."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pikepdf

from actors.blocks.files.shell.pictures import small
from actors.blocks.files.shell.verdicts import Unfit

_pdfium: Any = import_module("pypdfium2")  # which says nothing of its types

MOST_OBJECTS = 200_000
_TAIL = 2048  # a whole PDF ends with its mark; some writers put blanks behind it
_END = b"%%EOF"
_ACTING = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMedia", "/Rendition"}
_LEADING = {"/GoTo"}  # of an action at opening: only to a page
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_PROGRAM_ENDINGS = (
    ".exe", ".dll", ".com", ".scr", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta",
    ".jar", ".msi", ".lnk", ".sh", ".app", ".reg", ".docm", ".xlsm", ".pptm",
)  # fmt: skip
_WIDTH = 320  # of a preview, in pixels
_DEEPEST = 64


def preview_of_paper(path: Path) -> bytes:
    """Return a small picture of the first page of the PDF at `path`, empty if none can be drawn.

    Raises:
        Unfit: it is cut off, needs a password, or does something when it is opened.
    """
    with path.open("rb") as content:
        content.seek(max(0, path.stat().st_size - _TAIL))
        if _END not in content.read():
            raise Unfit("cut_off")
    try:
        with pikepdf.open(path, suppress_warnings=True) as paper:
            _require_still(paper)
            if not len(paper.pages):
                raise Unfit("cut_off")
    except pikepdf.PasswordError as error:
        raise Unfit("encrypted") from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError) as error:
        raise Unfit("cut_off") from error
    return _first_page(path)


def _require_still(paper: pikepdf.Pdf) -> None:
    """Check that nothing in it acts.

    Raises:
        Unfit: something does, or there are too many objects to look at.
    """
    if len(paper.objects) > MOST_OBJECTS:
        raise Unfit("packed")
    opening = paper.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S", "")) not in _LEADING:
        raise Unfit("active")
    for each in paper.objects:
        _require_quiet(each, 0)
    for name, attached in paper.attachments.items():
        _require_no_program(name, attached)


def _require_quiet(value: Any, depth: int) -> None:
    if depth > _DEEPEST:
        raise Unfit("packed")
    if isinstance(value, pikepdf.Stream | pikepdf.Dictionary):
        if str(value.get("/S", "")) in _ACTING or "/JS" in value:
            raise Unfit("active")
        if isinstance(value, pikepdf.Stream) and str(value.get("/Type", "")) == "/EmbeddedFile":
            _require_no_program_in(value.read_raw_bytes() if "/Filter" not in value else b"")
        for part in value.values():
            _within(part, depth)
    elif isinstance(value, pikepdf.Array):
        for part in value:
            _within(part, depth)


def _within(part: Any, depth: int) -> None:
    """Look into what is written in its place; what is referred to is an object of its own."""
    held = isinstance(part, pikepdf.Object) and not part.is_indirect
    if held and isinstance(part, pikepdf.Dictionary | pikepdf.Array):
        _require_quiet(part, depth + 1)


def _require_no_program(name: str, attached: Any) -> None:
    if any(each.lower().endswith(_PROGRAM_ENDINGS) for each in (name, attached.filename)):
        raise Unfit("active")
    _require_no_program_in(attached.get_file().read_bytes())


def _require_no_program_in(content: bytes) -> None:
    if content.startswith(_PROGRAMS):
        raise Unfit("active")


def _first_page(path: Path) -> bytes:
    try:
        with _pdfium.PdfDocument(path) as document:
            page = document[0]
            width, height = page.get_size()
            drawn = page.render(scale=_WIDTH / max(width, height, 1))
            return small(drawn.to_pil())
    except _pdfium.PdfiumError:
        return b""  # qpdf has read it: only the little picture is missing
