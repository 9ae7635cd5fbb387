"""Compares the answers to two questions; work of the job `compare`."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from actors.blocks.jobs.comparing import Comparison, Outcome, compare
from actors.blocks.jobs.shell.arrow import ArrowTable, pa
from actors.blocks.jobs.shell.files import BadTable, as_columns
from actors.blocks.jobs.shell.querying import ask

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("outcome", "key", "column", "left", "right")]
    + [("rows", pa.int64())]
)


def compare_answers(
    part: str, tables: Mapping[str, Path], parameters: Mapping[str, str]
) -> ArrowTable:
    """Compare the answers to the questions in `parameters` ("left", "right") by the columns named
    in "keys". First stand lines that count each outcome, then one for each difference.

    Raises:
        BadTable: see `ask`; or an answer has no such key.
    """
    keys = [each for each in re.split(r"[\s,，、;；]+", parameters["keys"]) if each]
    sides = [as_columns(ask(parameters[name], tables)) for name in ("left", "right")]
    for side in sides:
        missing = [key for key in keys if key not in side.column_names]
        if missing or not keys:
            raise BadTable("no_key", ", ".join(missing))
    left, right = (side.to_pylist() for side in sides)
    found = compare(left, right, keys, trim=parameters.get("trim") == "yes")
    return pa.Table.from_pylist([*_counts(found), *_lines(found)], schema=_SCHEMA)


def _counts(found: Comparison) -> Sequence[dict[str, Any]]:
    return [{"outcome": each, "rows": found.count(each)} for each in OUTCOMES]


def _lines(found: Comparison) -> Sequence[dict[str, Any]]:
    return [
        {
            "outcome": each.outcome,
            "key": " ".join(each.key),
            "column": each.column or None,
            "left": each.left,
            "right": each.right,
        }
        for each in found.differences
    ]
