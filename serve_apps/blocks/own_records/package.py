"""A copy as a package: JSON for programs, one page for people, and the files that were handed in.

`manifest.json` names the version of this form (`SCHEMA`) and all that lies beside it.
"""

import hashlib
import json
from collections.abc import AsyncIterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from actors.blocks.files.formats import file_name
from actors.blocks.own_records.copy import SCHEMA
from serve_apps.front.holding import HeldFile
from serve_apps.front.language import Language
from serve_apps.front.rendering import environment
from serve_apps.front.words import known_word

FORM = "yimen-own-copy"
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class FileTold:
    """A file of the package: where it lies in it, its digest and size; "" for a path where it was
    left out, since it is no longer kept or there was no room."""

    path: str
    sha256: str
    bytes: int


class Package:
    """Writes a copy into `target`, section by section."""

    def __init__(self, target: IO[bytes], language: Language) -> None:
        self._zip = ZipFile(target, "w")
        self._language: Language = language
        self._sections: list[dict[str, Any]] = []
        self._shown: list[tuple[str, Sequence[Mapping[str, Any]]]] = []
        self._files: dict[str, FileTold] = {}

    def section(self, name: str, records: Sequence[Mapping[str, Any]]) -> None:
        """Add the records of one holding."""
        title = title_of(name, self._language)
        file = f"{name}.json"
        self._write(file, _json({"section": name, "records": records}))
        self._sections.append({"name": name, "title": title, "file": file, "count": len(records)})
        self._shown.append((title, records))

    def has(self, sha256: str) -> bool:
        """Tell whether the file is in it, or was left out of it."""
        return sha256 in self._files

    async def file(self, held: HeldFile, content: AsyncIterable[bytes]) -> None:
        """Add a file.

        Raises:
            FileNotFoundError: it is not kept.
        """
        name = file_name(held.name, held.media_type)
        path = f"files/{held.sha256[:12]}-{PurePosixPath(name).name}"
        size, info = 0, ZipInfo(path, _EPOCH)
        info.compress_type = ZIP_STORED  # pictures and papers are packed already
        pieces = aiter(content)
        first = await anext(pieces, b"")
        with self._zip.open(info, "w") as entry:
            entry.write(first)
            size += len(first)
            async for piece in pieces:
                entry.write(piece)
                size += len(piece)
        self._files[held.sha256] = FileTold(path, held.sha256, size)

    def leave_out(self, held: HeldFile) -> None:
        """Say that a file is not in it."""
        self._files[held.sha256] = FileTold("", held.sha256, 0)

    def close(self, account: str, at: datetime) -> None:
        """Write the manifest and the page for people, and end it."""
        files = list(self._files.values())
        manifest = {
            "form": FORM,
            "version": SCHEMA,
            "account": account,
            "made_at": at,
            "language": self._language,
            "sections": self._sections,
            "files": [asdict(each) for each in files],
        }
        self._write("manifest.json", _json(manifest))
        context = {
            "account": account,
            "made_at": at,
            "sections": self._shown,
            "files": files,
            "label": lambda part: label_of(part, self._language),
        }
        template = environment(self._language).get_template("own_records/copy.html")
        page = template.render(language=self._language, **context)
        self._write("index.html", page.encode())
        self._zip.close()

    def _write(self, path: str, content: bytes) -> None:
        info = ZipInfo(path, _EPOCH)
        info.compress_type = ZIP_DEFLATED
        self._zip.writestr(info, content)


def digest_of(content: IO[bytes]) -> tuple[str, int]:
    """Return the digest and the size of `content`, which is read from its beginning and left
    there."""
    content.seek(0)
    digest = hashlib.file_digest(content, "sha256").hexdigest()
    size = content.tell()
    content.seek(0)
    return digest, size


def title_of(section: str, language: Language) -> str:
    """Return what a section is called."""
    return known_word(f"holdings.{section}", language) or section


def label_of(part: str, language: Language) -> str:
    """Return what a part of a record is called."""
    return known_word(f"holding_fields.{part}", language) or part


def _json(document: Any) -> bytes:
    text = json.dumps(document, ensure_ascii=False, indent=1, default=_plain)
    return text.encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
