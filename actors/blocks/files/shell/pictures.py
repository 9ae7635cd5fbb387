"""Pictures: opened in full, within bounds, and made anew small."""

import io
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from actors.blocks.files.shell.verdicts import Unfit

MOST_PIXELS = 80_000_000  # an A3 page at 600 dots per inch has 70 million
_SIDE = 320  # of a preview, in pixels
_QUALITY = 60
_LAST_OF_PNG = b"IEND\xaeB`\x82"  # Pillow asks for the pixels only

Image.MAX_IMAGE_PIXELS = None  # the bound is ours, and no warning


def preview_of_picture(path: Path, format: str) -> bytes:
    """Return a small picture of the one at `path`, which Pillow calls `format`.

    Raises:
        Unfit: it has too many pixels, is cut off, or cannot be read.
    """
    try:
        with Image.open(path, formats=(format,)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unfit("pixels", most=f"{MOST_PIXELS // 10_000}")
            picture.draft("RGB", (_SIDE, _SIDE))  # of JPEG: every byte is read, few pixels are made
            picture.load()
            made = small(picture)
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError, EOFError) as error:
        raise Unfit("cut_off") from error
    if format == "PNG" and _LAST_OF_PNG not in path.read_bytes():
        raise Unfit("cut_off")
    return made


def small(picture: Image.Image) -> bytes:
    """Return `picture` as a small WebP, upright, on white, with nothing of it but its pixels."""
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((_SIDE, _SIDE))
    full = upright.convert("RGBA")
    page = Image.new("RGB", full.size, "white")
    page.paste(full, mask=full.getchannel("A"))
    kept = io.BytesIO()
    page.save(kept, "WEBP", quality=_QUALITY)
    return kept.getvalue()
