"""A file is what its content says, opened to the end; what harms or cannot be read is refused."""

import io
import struct
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from actors.blocks.files.formats import MEDIA_TYPES, file_name
from actors.blocks.files.shell.judging import judge
from actors.blocks.files.shell.packages import MOST_ENTRIES
from actors.blocks.files.shell.pictures import MOST_PIXELS
from actors.blocks.files.shell.verdicts import Content, Fault, Unfit
from actors.blocks.files.shell.worker import verdict
from tests.blocks.files.samples import DOCX, OFD, WHOLE, package, paper, picture

JAVASCRIPT = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
HTML = b"<html><script>alert(1)</script>"


def found(folder: Path, content: bytes, name: str = "file") -> str:
    """Return what is found of a file: its type, or the code of what is wrong with it."""
    path = folder / name
    path.write_bytes(content)
    try:
        return judge(path).media_type
    except Unfit as unfit:
        return unfit.fault.code


@pytest.mark.parametrize("media_type", WHOLE)
@pytest.mark.parametrize("name", ["photo.jfif", "IMG_0001", "photo.jpg.", "x.png", "a.exe"])
def test_a_file_is_what_its_content_says_whatever_it_is_called(
    tmp_path: Path, media_type: str, name: str
) -> None:
    assert found(tmp_path, WHOLE[media_type], name) == media_type


def test_a_picture_with_many_pixels_is_refused_before_any_is_made(tmp_path: Path) -> None:
    side = int(MOST_PIXELS**0.5) + 1
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    content = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )

    assert found(tmp_path, content) == "pixels"


@pytest.mark.parametrize("media_type", WHOLE)
@pytest.mark.parametrize("left", [0.3, 0.6, 0.9])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, media_type: str, left: float) -> None:
    whole = paper(note="x" * 3_000) if media_type.endswith("pdf") else WHOLE[media_type]

    assert found(tmp_path, whole[: int(len(whole) * left)]) == "cut_off"


@pytest.mark.parametrize("damage", [b"%PDF-1.7\nnothing of a paper\n%%EOF\n", b"%PDF-1.7\n%%EOF"])
def test_what_begins_and_ends_like_a_paper_and_is_none_is_refused(
    tmp_path: Path, damage: bytes
) -> None:
    assert found(tmp_path, damage) == "cut_off"


def test_a_paper_that_opens_with_a_password_is_refused_and_one_that_is_only_locked_is_not(
    tmp_path: Path,
) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")

    assert found(tmp_path, paper(password="secret")) == "encrypted"
    assert found(tmp_path, old) == "encrypted"
    assert found(tmp_path, paper(owner="nobody copies")) == "application/pdf"


@pytest.mark.parametrize(
    "root",
    [
        {"/OpenAction": JAVASCRIPT},
        {"/OpenAction": "<< /S /Launch /F (cmd.exe) >>"},
        {"/OpenAction": "<< /S /URI /URI (http://example.invalid) >>"},
        {"/AA": f"<< /WC {JAVASCRIPT} >>"},
        {"/Names": f"<< /JavaScript << /Names [(a) {JAVASCRIPT}] >> >>"},
        {"/Hidden": "[[[<< /S /J#61vaScript /#4a#53 (x) >>]]]"},
    ],
)
def test_a_paper_that_acts_by_itself_is_refused(tmp_path: Path, root: dict[str, str]) -> None:
    assert found(tmp_path, paper(root)) == "active"


@pytest.mark.parametrize("opening", ["[0 /Fit]", "<< /S /GoTo /D [0 /Fit] >>"])
def test_a_paper_that_opens_at_a_page_does_nothing_wrong(tmp_path: Path, opening: str) -> None:
    assert found(tmp_path, paper({"/OpenAction": opening})) == "application/pdf"


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("run.exe", b"text", "active"),
        ("data.bin", b"MZ\x90\0", "active"),
        ("start", b"#!/bin/sh\n", "active"),
        ("invoice.xml", b"<Invoice/>", "application/pdf"),
    ],
)
def test_programs_in_a_paper_are_refused_and_data_is_not(
    tmp_path: Path, name: str, content: bytes, what: str
) -> None:
    assert found(tmp_path, paper(attached={name: content})) == what


def test_a_file_of_two_formats_is_refused(tmp_path: Path) -> None:
    assert found(tmp_path, HTML + paper()) == "two_in_one"
    assert found(tmp_path, picture() + DOCX) == "two_in_one"
    assert found(tmp_path, paper() + package({"a.class": b"\xca\xfe\xba\xbe"})) == "two_in_one"


def test_what_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    main = {"OFD.xml": b"<ofd:OFD/>"}
    many = main | {f"{n}.xml": b"" for n in range(MOST_ENTRIES)}
    said = bytearray(package(main | {"a.xml": b"\0" * 100_000}, packed=False))
    place = said.rindex(b"PK\x01\x02") + 24  # the size that the directory tells of the last entry
    said[place : place + 4] = struct.pack("<I", 3_000_000_000)

    assert found(tmp_path, package(main | {"bomb.xml": b"\0" * 50_000_000})) == "packed"
    assert found(tmp_path, package(many)) == "packed"
    assert found(tmp_path, bytes(said)) == "packed"


@pytest.mark.parametrize(
    "entry", ["word/vbaProject.bin", "word/activeX/activeX1.bin", "word/embeddings/oleObject1.bin"]
)
def test_a_document_with_a_macro_is_refused(tmp_path: Path, entry: str) -> None:
    content = package({"word/document.xml": b"<w:document/>", entry: b"x"})

    assert found(tmp_path, content) == "active"


def test_a_document_with_a_password_is_refused(tmp_path: Path) -> None:
    locked = bytearray(OFD)
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        locked[locked.index(mark) + flags] |= 1

    assert found(tmp_path, bytes(locked)) == "encrypted"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "no_file"),
        (b"MZ\x90 a program called photo.jpg", "format"),
        (b"<svg onload='alert(1)'/>", "format"),
        (package({"a.txt": b"a"}), "format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old document", "format"),
    ],
)
def test_what_is_of_no_format_is_refused(tmp_path: Path, content: bytes, what: str) -> None:
    assert found(tmp_path, content) == what


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_whatever_becomes_of_a_file_on_its_way_it_is_judged(data: st.DataObject) -> None:
    broken = bytearray(WHOLE[data.draw(st.sampled_from(list(WHOLE)))])
    for place in data.draw(st.lists(st.integers(0, len(broken) - 1), max_size=8)):
        broken[place] = data.draw(st.integers(0, 255))

    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(broken)
        content, fault = msgspec.msgpack.decode(
            verdict(path), type=tuple[Content | None, Fault | None]
        )

    assert (content is None) is (fault is not None)


@pytest.mark.parametrize("media_type", list(WHOLE)[:3])
def test_the_small_picture_is_made_anew_and_small(tmp_path: Path, media_type: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(WHOLE[media_type])

    with Image.open(io.BytesIO(judge(path).preview)) as preview:
        assert preview.format == "WEBP" and max(preview.size) <= 320


def test_a_small_picture_is_upright_and_tells_no_place(tmp_path: Path) -> None:
    kept, told = io.BytesIO(), Image.Exif()
    told[0x0112] = 6  # held sideways
    told.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (80, 40)).save(kept, "JPEG", exif=told)
    path = tmp_path / "file"
    path.write_bytes(kept.getvalue())

    with Image.open(io.BytesIO(judge(path).preview)) as preview:
        assert preview.size == (40, 80) and not preview.getexif()


def taken(format: str = "JPEG", size: tuple[int, int] = (80, 40), **kept: Any) -> bytes:
    """Return a photo that was taken sideways, at a place that it tells."""
    content, told = io.BytesIO(), Image.Exif()
    told[ExifTags.Base.Orientation] = 6
    told[ExifTags.Base.Make] = "示例"
    told.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    Image.new("RGB", size, "teal").save(content, format, exif=told, **kept)
    return content.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "HEIF"])
def test_a_photo_is_kept_upright_and_without_its_place(tmp_path: Path, format: str) -> None:
    path = tmp_path / "IMG_0001"
    path.write_bytes(taken(format))

    found = judge(path)

    with Image.open(io.BytesIO(found.anew)) as photo:
        # how a HEIC lies is said beside its pixels (irot), and what its camera says does not count
        assert photo.size == ((80, 40) if format == "HEIF" else (40, 80))
        assert photo.format == ("PNG" if format == "PNG" else "JPEG")
        assert not photo.getexif() and "exif" not in photo.info
    assert found.media_type == MEDIA_TYPES["png" if format == "PNG" else "jpg"]
    assert b"GPS" not in found.anew and "示例".encode() not in found.anew


def test_a_photo_is_no_larger_than_it_need_be_and_a_drawing_stays_as_it_came(
    tmp_path: Path,
) -> None:
    photo, drawing = tmp_path / "photo", tmp_path / "drawing"
    photo.write_bytes(taken(size=(3600, 1800)))
    drawing.write_bytes(picture(size=(3600, 1800)))

    with Image.open(io.BytesIO(judge(photo).anew)) as made:
        assert made.size == (1500, 3000)
    assert judge(drawing).anew == b""


@pytest.mark.parametrize("left", [0.2, 0.6, 0.95])
def test_a_photo_of_a_telephone_that_is_cut_off_is_refused(tmp_path: Path, left: float) -> None:
    whole = taken("HEIF", size=(640, 480))
    path = tmp_path / "file"
    path.write_bytes(whole[: int(len(whole) * left)])

    with pytest.raises(Unfit):
        judge(path)


def test_what_was_made_of_a_photo_has_the_name_of_what_it_is() -> None:
    assert file_name("IMG_0001.HEIC", MEDIA_TYPES["jpg"]) == "IMG_0001.jpg"
    assert file_name("户口簿.heif", MEDIA_TYPES["jpg"]) == "户口簿.jpg"
    assert file_name(".heic", MEDIA_TYPES["jpg"], "paper") == "heic.jpg"
