"""Takes rows of views as tables: at one instant for all, since work is held to what it read."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, cast

from actors.blocks.jobs.job import Table
from actors.blocks.jobs.shell.arrow import pa
from actors.blocks.jobs.shell.files import COLUMNS, ROWS_AT_ONCE, keep
from actors.kernel.job import AnalystTable
from storage.mongo import Database
from storage.tables import Tables


async def take(
    database: Database, wanted: Sequence[AnalystTable], tables: Tables
) -> dict[str, Table]:
    """Keep the rows of the views that are `wanted` as they stand together now, in the order of
    their ids; return them by their names.

    Raises:
        PyMongoError: the database does not answer.
        OSError: the folder of tables cannot be written.
    """
    taken: dict[str, Table] = {}
    async with database.client.start_session(snapshot=True) as session:
        for each in wanted:
            paths = dict.fromkeys(each.columns, 1)
            rows = database[each.view].find({}, paths, session=session).sort("_id", 1)
            batches: list[Any] = []
            while page := await rows.to_list(ROWS_AT_ONCE):
                batches.append(await asyncio.to_thread(_batch, each, page))
            table = pa.Table.from_batches(batches, _schema(each))
            taken[each.view] = await asyncio.to_thread(keep, tables, table)
    return taken


def column_name(path: str) -> str:
    """Return what the column of the field at `path` of a row is called."""
    return path.lstrip("_").replace(".", "_")


def _schema(table: AnalystTable) -> Any:
    return pa.schema([(column_name(path), COLUMNS[of]) for path, of in table.columns.items()])


def _batch(table: AnalystTable, page: Sequence[Mapping[str, Any]]) -> Any:
    columns = [
        pa.array([_at(row, path) for row in page], COLUMNS[of])
        for path, of in table.columns.items()
    ]
    return pa.RecordBatch.from_arrays(columns, schema=_schema(table))


def _at(row: Mapping[str, Any], path: str) -> Any:
    found: Any = row
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = cast("Mapping[str, Any]", found).get(name)
    return found
