"""The files that sample applications hand in: one page each, marked as samples."""

import io

from PIL import Image, ImageDraw

from actors.blocks.cases.sample.files import SampleFile
from actors.blocks.files.formats import MEDIA_TYPES
from storage.files import Files, stored_of

_PAGE = (620, 877)  # an A4 page at 75 dots per inch
_TEXT = "SAMPLE - Yimen"


async def keep_samples(files: Files) -> tuple[SampleFile, ...]:
    """Keep a sample of each type that materials may have, and return them."""
    kept: list[SampleFile] = []
    for ending, content in (("pdf", paper()), ("jpg", _image("JPEG")), ("png", _image("PNG"))):
        stored = stored_of(content, MEDIA_TYPES[ending])
        await files.keep(io.BytesIO(content), stored)
        kept.append(SampleFile(ending, stored.sha256, stored.bytes, stored.media_type))
    return tuple(kept)


def _image(kind: str) -> bytes:
    page = Image.new("RGB", _PAGE, "white")
    ImageDraw.Draw(page).text((40, 40), _TEXT, fill="black")
    kept = io.BytesIO()
    page.save(kept, kind)
    return kept.getvalue()


def paper() -> bytes:
    """Return a page of text, without the date that PDF writers put in."""
    text = f"BT /F1 18 Tf 60 760 Td ({_TEXT}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out = b"%PDF-1.4\n"
    places: list[int] = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
