"""What was got, taken in by a process of its own: read, checked, and kept as a table by the digest
of what it says. Whoever is killed does it again, to the same bytes."""

from pathlib import Path

import msgspec

from actors.blocks.jobs.shell.arrow import ArrowTable, pa
from actors.blocks.jobs.shell.files import COLUMNS, keep, read
from actors.blocks.tables.lines import Lines, UnfitFile, lines_of, table_of
from actors.blocks.tables.shell.kept_files import KeptFiles, NoSuchFile
from actors.systems.data_platform.shell.fetching import Extract
from actors.systems.data_platform.source.reading import Found, Wanted, collect
from actors.systems.data_platform.source.terms import Fault, Result
from storage.tables import NoSuchTable, Tables

_REJECTS = pa.schema(
    [("row", pa.int64()), ("column", pa.string()), ("reason", pa.string()), ("value", pa.string())]
)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What was read lies as the file `raw` below the folder `files`; `extracted`: it is an
    `Extract`. The table `before`, "" for none, is the one that an incremental run adds to."""

    files: str
    tables: str
    raw: str
    extracted: bool
    wanted: Wanted
    before: str = ""


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """Why nothing can be made of it: trying again with the same file changes nothing."""

    fault: Fault


def measure(step: Step) -> Result | Failed:
    """Read what was got, and keep what is in order and the list of what is not."""
    tables = Tables(Path(step.tables))
    try:
        content = KeptFiles(Path(step.files)).content(step.raw)
        lines, cursor = _lines(content, step.extracted)
        before = read(tables.path(step.before)).to_pylist() if step.before else ()
    except UnfitFile as unfit:
        return Failed(fault=unfit.fault)
    except (NoSuchFile, NoSuchTable):
        return Failed(fault="no_file")
    found = collect(lines, step.wanted, before)
    table = keep(tables, _table(found)) if found.fields else None
    rejects = keep(tables, _rejects(found)).digest if found.rejected else ""
    return Result(
        raw=step.raw,
        read=found.read,
        accepted=found.accepted,
        rejected=len(found.rejected),
        counted=found.counted(),
        rejects=rejects,
        sha256=table.digest if table else "",
        rows=table.rows if table else 0,
        fields=found.fields,
        left_out=found.left_out,
        cursor=cursor,
        declared=lines.types,
        because=found.because,
    )


def _lines(content: bytes, extracted: bool) -> tuple[Lines, str]:
    if not extracted:
        return lines_of(content), ""
    got = msgspec.json.decode(content, type=Extract)
    return table_of(got.heads, got.rows, got.types), got.cursor


def _table(found: Found) -> ArrowTable:
    schema = pa.schema(
        [(f.name, COLUMNS["text" if f.type == "date" else f.type]) for f in found.fields]
    )
    return pa.Table.from_pylist(found.table, schema=schema)


def _rejects(found: Found) -> ArrowTable:
    told = [
        {"row": each.number, "column": each.column, "reason": each.reason, "value": each.value}
        for each in found.rejected
    ]
    return pa.Table.from_pylist(told, schema=_REJECTS)
