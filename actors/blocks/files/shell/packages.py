"""Documents that are packed with ZIP: OFD (GB/T 33190) and office files (ECMA-376)."""

import zipfile
import zlib
from pathlib import Path

from actors.blocks.files.formats import MEDIA_TYPES
from actors.blocks.files.shell.verdicts import Unfit, of_no_format

MOST_ENTRIES = 5_000
MOST_BYTES = 200_000_000  # of all entries, unpacked
MOST_RATIO = 200  # of the size unpacked to that packed, for what unpacks to a megabyte or more
_SMALL = 1_000_000
_PIECE = 1 << 18
_ENCRYPTED = 0x1
_MAKES = {  # an entry that only documents of the format have
    "OFD.xml": "ofd",
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
}
_PROGRAMS = ("vbaproject.bin", "vbadata.xml")
_PROGRAM_FOLDERS = ("activex/", "embeddings/")
_PROGRAM_ENDINGS = (".exe", ".dll", ".js", ".vbs", ".jar", ".bat", ".cmd", ".ps1")


def media_type_of_package(path: Path) -> str:
    """Return the type of the document at `path`, each of whose entries was unpacked and checked.

    Raises:
        Unfit: it is none of ours, unpacks to too much, is cut off, needs a password or holds a
            program.
    """
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            _require_bounds(entries)
            format = next(
                (_MAKES[each.filename] for each in entries if each.filename in _MAKES), ""
            )
            if not format:
                raise of_no_format()
            if any(each.flag_bits & _ENCRYPTED for each in entries):
                raise Unfit("encrypted")
            if any(_is_program(each.filename.lower()) for each in entries):
                raise Unfit("active")
            _unpack(package, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise Unfit("cut_off") from error
    return MEDIA_TYPES[format]


def _require_bounds(entries: list[zipfile.ZipInfo]) -> None:
    size = sum(each.file_size for each in entries)
    packed = sum(each.compress_size for each in entries)
    names = {each.filename for each in entries}
    if len(entries) > MOST_ENTRIES or size > MOST_BYTES or len(names) < len(entries):
        raise Unfit("packed")
    if size > _SMALL and size > MOST_RATIO * packed:
        raise Unfit("packed")


def _unpack(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Read every entry to its end: its checksum is checked, and that it is as large as it says."""
    for each in entries:
        got = 0
        with package.open(each) as content:
            while piece := content.read(_PIECE):
                got += len(piece)
                if got > each.file_size:
                    raise Unfit("packed")


def _is_program(name: str) -> bool:
    base = name.rpartition("/")[2]
    inside = any(folder in name for folder in _PROGRAM_FOLDERS) and base.endswith(".bin")
    return base in _PROGRAMS or inside or base.endswith(_PROGRAM_ENDINGS)
