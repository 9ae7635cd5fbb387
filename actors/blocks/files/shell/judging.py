"""What a file is, told by its content alone; its name is not asked (文件检查)."""

import zipfile
from pathlib import Path

from actors.blocks.files.formats import MEDIA_TYPES
from actors.blocks.files.shell.packages import media_type_of_package
from actors.blocks.files.shell.papers import preview_of_paper
from actors.blocks.files.shell.pictures import made_plain, preview_of_picture
from actors.blocks.files.shell.verdicts import Content, Unfit, of_no_format

_HEAD = 1024
_PDF = b"%PDF-"
_BLANK = b"\xef\xbb\xbf\0 \t\r\n"  # some writers put these before it
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED_SECRET = "EncryptedPackage".encode("utf-16-le")
_BOXES = b"ftyp"  # begins a file of ISO/IEC 14496-12
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1")  # ISO/IEC 23008-12
_PICTURES = (
    (b"\xff\xd8\xff", "jpg", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "png", "PNG"),
)


def judge(path: Path) -> Content:
    """Return what the file at `path` is, opened to its end.

    Raises:
        Unfit: "no_file" (it is empty), "format", "cut_off", "encrypted", "active" (it holds a
            program), "two_in_one" (it is also something else), "packed" (it unpacks to too much),
            "pixels".
    """
    with path.open("rb") as content:
        head = content.read(_HEAD)
    if not head:
        raise Unfit("no_file")
    if head.startswith(_ZIP):
        return Content(media_type_of_package(path))
    if head.startswith(_OLD_OFFICE):
        raise Unfit("encrypted") if _PACKED_SECRET in path.read_bytes() else of_no_format()
    if head.lstrip(_BLANK).startswith(_PDF):
        _require_one(path)
        return Content(MEDIA_TYPES["pdf"], preview_of_paper(path))
    for signature, ending, format in _PICTURES:
        if head.startswith(signature):
            _require_one(path)
            preview = preview_of_picture(path, format)
            return Content(MEDIA_TYPES[ending], preview, made_plain(path, format))
    if head[4:8] == _BOXES and head[8:12] in _HEIC_BRANDS:
        _require_one(path)
        preview = preview_of_picture(path, "HEIF")
        return Content(MEDIA_TYPES["jpg"], preview, made_plain(path, "HEIF"))
    raise Unfit("two_in_one") if _PDF in head else of_no_format()


def _require_one(path: Path) -> None:
    """Check that the file is not an archive at the same time, which is read from its end."""
    if zipfile.is_zipfile(path):
        raise Unfit("two_in_one")
