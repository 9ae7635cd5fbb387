"""The formats that files may have (文件格式), and the names that files go by."""

import unicodedata

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "ofd": "application/ofd",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""By the ending that people call each format by. OFD is 开放版式文档, GB/T 33190."""

LONGEST_NAME = 120  # characters
_MADE_INTO = {MEDIA_TYPES["jpg"]: ("heic", "heif")}  # endings of what is kept as something else
_ENDINGS = {MEDIA_TYPES["jpg"]: ("jpg", "jpeg", "jpe", "jfif")}
_FORMATS = {media_type: ending for ending, media_type in MEDIA_TYPES.items()}
_UNSEEN = ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")


def format_of(media_type: str) -> str:
    """Return what people call the format, "pdf"; "" for one that is none of ours."""
    return _FORMATS.get(media_type, "")


def plain_name(name: str) -> str:
    """Return `name` without the folders before it, without marks of direction and other characters
    that nobody sees, and without blanks and dots around it: with U+202E in it, "gpj.exe" is read
    from the right."""
    name = name.replace("\\", "/").rpartition("/")[2]
    sorts = ((each, unicodedata.category(each)) for each in unicodedata.normalize("NFC", name))
    seen = (" " if sort in _UNSEEN else each for each, sort in sorts if sort != "Cf")
    return " ".join("".join(seen).split()).strip(". ")


def file_name(name: str, media_type: str, otherwise: str = "file") -> str:
    """Return the name under which a file of `media_type` is kept and sent: `name` made plain, with
    an ending of its format. Without a name it is called `otherwise`."""
    plain = plain_name(name) or plain_name(otherwise)
    ending = format_of(media_type)
    known = _ENDINGS.get(media_type, (ending,))
    stem, _, last = plain.rpartition(".")
    if stem and last.lower() in _MADE_INTO.get(media_type, ()):
        plain = stem
    if not ending or (plain.rpartition(".")[2].lower() in known and "." in plain):
        return _shortened(plain)
    return f"{_shortened(plain, len(ending) + 1)}.{ending}"


def _shortened(name: str, room: int = 0) -> str:
    """Return `name` with its end, which tells the format, in at most so many characters."""
    most = LONGEST_NAME - room
    stem, dot, ending = name.rpartition(".")
    if len(name) <= most:
        return name
    if not dot or len(ending) > 5:
        return name[:most]
    return f"{stem[: most - len(ending) - 1]}.{ending}"
