"""The archive package (归档包) of a closed case: what it says, its papers and materials, manifest,
and the digests of all of them in a form that any system checks: `sha256sum --check SHA256SUMS`."""

import hashlib
import json
from collections.abc import AsyncIterable, Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import msgspec

from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.serving import service_of
from actors.blocks.cases.state import CaseState
from actors.blocks.cases.taken_back import taken_back_of
from actors.blocks.files.formats import file_name

FORM = "yimen-case-archive"
VERSION = 1
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same case gives the same package, byte for byte


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that belongs to the case: its `path` in the package, the digest and size that were
    noted when it came, and what it is; of a paper that was served (送达) how, and on which local
    day, and how often that had been entered by mistake and was `taken_back`. Who signed, and why it
    was taken back, stands in `case.json` alone."""

    path: str
    sha256: str
    bytes: int
    what: str
    served: str = ""
    served_on: date | None = None
    taken_back: int = 0


class Package:
    """Writes a package into `target`."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = ZipFile(target, "w")
        self._sums: dict[str, str] = {}
        self._entries: list[dict[str, Any]] = []

    def text(self, path: str, content: Any) -> None:
        """Add a record as JSON."""
        packed = msgspec.json.format(msgspec.json.encode(content, order="deterministic"), indent=2)
        self._write(path, packed)

    async def file(self, entry: Entry, content: AsyncIterable[bytes]) -> None:
        """Add a file.

        Raises:
            FileNotFoundError: it is not kept.
            ValueError: its content is not what was noted when it came.
        """
        digest, info = hashlib.sha256(), ZipInfo(entry.path, _EPOCH)
        info.compress_type = ZIP_STORED  # pictures and papers are packed already
        pieces = aiter(content)
        first = await anext(pieces, b"")
        with self._zip.open(info, "w") as packed:
            packed.write(first)
            digest.update(first)
            async for piece in pieces:
                packed.write(piece)
                digest.update(piece)
        if digest.hexdigest() != entry.sha256:
            raise ValueError(f"{entry.path} is not what was noted")
        self._sums[entry.path] = entry.sha256
        self._entries.append(msgspec.to_builtins(entry))

    def close(self, about: Mapping[str, Any]) -> None:
        """Write the manifest, `about` the case and its files, and the list of digests."""
        manifest = {"form": FORM, "version": VERSION, **about, "files": self._entries}
        self._write(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2).encode())
        lines = (f"{digest}  {path}\n" for path, digest in sorted(self._sums.items()))
        info = ZipInfo(SUMS, _EPOCH)
        self._zip.writestr(info, "".join(lines))
        self._zip.close()

    def _write(self, path: str, content: bytes) -> None:
        info = ZipInfo(path, _EPOCH)
        info.compress_type = ZIP_DEFLATED
        self._zip.writestr(info, content)
        self._sums[path] = hashlib.sha256(content).hexdigest()


def entries_of(state: CaseState, item: ServiceItem) -> Iterator[Entry]:
    """Yield the files of a case: what was handed in, what of that another has taken the place of
    since, and the papers, in the order of the acts."""
    titles = {spec.name: spec.title.zh for spec in item.materials}
    for n, one in enumerate(state.materials, 1):
        if one.sha256:
            name = PurePosixPath(file_name(one.file_name, one.media_type, one.name)).name
            yield Entry(
                path=f"materials/{n:03}-{name}",
                sha256=one.sha256,
                bytes=one.bytes,
                what=titles.get(one.name, one.name),
            )
    for n, past in enumerate(state.past_files, 1):
        one = past.file
        name = PurePosixPath(file_name(one.file_name, one.media_type, one.name)).name
        yield Entry(
            path=f"materials/past/{n:03}-{name}",
            sha256=one.sha256,
            bytes=one.bytes,
            what=titles.get(one.name, one.name),
        )
    for n, paper in enumerate(state.papers, 1):
        served = service_of(state, paper.document)
        yield Entry(
            path=f"papers/{n:03}-{paper.template}-{paper.n}.pdf",
            sha256=paper.sha256,
            bytes=paper.bytes,
            what=paper.template,
            served=served.method if served else "",
            served_on=served.served_on if served else None,
            taken_back=len(taken_back_of(state, paper.document)),
        )


def about(state: CaseState, item: ServiceItem) -> dict[str, Any]:
    """Return what the manifest says of the case; no personal data."""
    return {
        "number": state.number,
        "item": {"code": item.code, "version": item.version, "title": item.title.zh},
        "unit": state.unit,
        "phase": state.phase,
        "retention": item.retention,
        "closed_at": f"{state.closed_at:%Y-%m-%dT%H:%M:%SZ}" if state.closed_at else "",
        "archived_at": f"{state.archived_at:%Y-%m-%dT%H:%M:%SZ}" if state.archived_at else "",
    }
