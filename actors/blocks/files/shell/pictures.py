"""Pictures: opened in full, within bounds, and made anew small; photos (照片) also upright, no
larger than they need be, and without what the camera wrote into them."""

import io
from pathlib import Path

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener  # pyright: ignore[reportUnknownVariableType]

from actors.blocks.files.shell.verdicts import Unfit

MOST_PIXELS = 80_000_000  # an A3 page at 600 dots per inch has 70 million
PHOTO_SIDE = 3000  # pixels of the longer side of a photo: an A4 page at 250 dots per inch
_PHOTO_QUALITY = 88
_SIDE = 320  # of a preview, in pixels
_QUALITY = 60
_LAST_OF_PNG = b"IEND\xaeB`\x82"  # Pillow asks for the pixels only
_PLACE_IN_XMP = b"GPSL"  # GPSLatitude, GPSLongitude
_BROKEN = (OSError, SyntaxError, ValueError, UnidentifiedImageError, EOFError)

Image.MAX_IMAGE_PIXELS = None  # the bound is ours, and no warning
register_heif_opener(thumbnails=False)


def preview_of_picture(path: Path, format: str) -> bytes:
    """Return a small picture of the one at `path`, which Pillow calls `format`.

    Raises:
        Unfit: it has too many pixels, is cut off, or cannot be read.
    """
    try:
        with _opened(path, format) as picture:
            picture.draft("RGB", (_SIDE, _SIDE))  # of JPEG: every byte is read, few pixels are made
            picture.load()
            made = small(picture)
    except _BROKEN as error:
        raise Unfit("cut_off") from error
    if format == "PNG" and _LAST_OF_PNG not in path.read_bytes():
        raise Unfit("cut_off")
    return made


def made_plain(path: Path, format: str) -> bytes:
    """Return the photo at `path`, which Pillow calls `format`, made anew: upright, with
    `PHOTO_SIDE` pixels at most, with nothing in it of where and with what it was taken. Of HEIC a
    JPEG is made. What is no photo, and lies upright and tells no place, is left as it is: b"".

    Raises:
        Unfit: it has too many pixels, is cut off, or cannot be read.
    """
    try:
        with _opened(path, format) as picture:
            if not _is_to_be_made(picture, format):
                return b""
            is_photo = format == "HEIF" or _told(picture, ExifTags.Base.Make) is not None
            if is_photo:
                picture.draft("RGB", (PHOTO_SIDE, PHOTO_SIDE))
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            if is_photo:
                upright.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
            return _written(upright, "PNG" if format == "PNG" else "JPEG")
    except _BROKEN as error:
        raise Unfit("cut_off") from error


def small(picture: Image.Image) -> bytes:
    """Return `picture` as a small WebP, upright, on white, with nothing of it but its pixels."""
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((_SIDE, _SIDE))
    kept = io.BytesIO()
    _on_white(upright).save(kept, "WEBP", quality=_QUALITY)
    return kept.getvalue()


def _opened(path: Path, format: str) -> Image.Image:
    picture = Image.open(path, formats=(format,))
    if picture.width * picture.height > MOST_PIXELS:
        raise Unfit("pixels", most=f"{MOST_PIXELS // 10_000}")
    return picture


def _is_to_be_made(picture: Image.Image, format: str) -> bool:
    lies = _told(picture, ExifTags.Base.Orientation) not in (None, 0, 1)
    place = bool(picture.getexif().get_ifd(ExifTags.IFD.GPSInfo))
    xmp = picture.info.get("xmp", b"")
    place = place or _PLACE_IN_XMP in (xmp if isinstance(xmp, bytes) else str(xmp).encode())
    is_photo = _told(picture, ExifTags.Base.Make) is not None
    return format == "HEIF" or lies or place or is_photo


def _told(picture: Image.Image, tag: int) -> object:
    """Return what the camera says of a picture, None for nothing."""
    return picture.getexif().get(tag)


def _written(picture: Image.Image, format: str) -> bytes:
    plain = picture if format == "PNG" else _on_white(picture)
    for told in ("exif", "xmp", "XML:com.adobe.xmp", "comment"):
        plain.info.pop(told, None)
    kept = io.BytesIO()
    if format == "PNG":
        plain.save(kept, "PNG", exif=b"")
    else:
        plain.save(kept, "JPEG", quality=_PHOTO_QUALITY, exif=b"", optimize=True)
    return kept.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    full = picture.convert("RGBA")
    page = Image.new("RGB", full.size, "white")
    page.paste(full, mask=full.getchannel("A"))
    return page
