"""Files as people, and others, hand them in."""

import io
import zipfile
from collections.abc import Mapping

import pikepdf
from PIL import Image

from actors.blocks.files.formats import MEDIA_TYPES

# Harmless by agreement of the makers of scanners; not written in one piece, since they look here.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_A4 = (595, 842)


def picture(format: str = "JPEG", size: tuple[int, int] = (64, 48), colour: str = "teal") -> bytes:
    """Return a picture of one colour."""
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, format)
    return kept.getvalue()


def paper(
    root: Mapping[str, object] | None = None,
    *,
    attached: Mapping[str, bytes] | None = None,
    password: str = "",
    owner: str = "",
    note: str = "",
) -> bytes:
    """Return a PDF of one page; `root` is put into its catalogue."""
    kept = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=_A4)
        for name, value in (root or {}).items():
            made.Root[name] = pikepdf.Object.parse(str(value).encode())
        for name, content in (attached or {}).items():
            made.attachments[name] = content
        if note:
            made.docinfo["/Title"] = note
        secret = password or owner
        locked = pikepdf.Encryption(user=password, owner=owner or password) if secret else None
        made.save(kept, encryption=locked if locked else False)
    return kept.getvalue()


def package(entries: Mapping[str, bytes], *, packed: bool = True) -> bytes:
    """Return a ZIP archive."""
    kept = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(kept, "w", how) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return kept.getvalue()


OFD = package({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<ofd:Document/>"})
DOCX = package({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})
XLSX = package({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
WHOLE: Mapping[str, bytes] = {
    MEDIA_TYPES["pdf"]: paper(),
    MEDIA_TYPES["jpg"]: picture(),
    MEDIA_TYPES["png"]: picture("PNG"),
    MEDIA_TYPES["ofd"]: OFD,
    MEDIA_TYPES["docx"]: DOCX,
    MEDIA_TYPES["xlsx"]: XLSX,
}
