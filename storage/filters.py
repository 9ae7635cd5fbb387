"""Filters of MongoDB from a neutral description of rows."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

Filter = dict[str, Any]
_NO_ROW: Filter = {"_id": {"$in": []}}


def filter_of(where: Sequence[Any], paths: Mapping[str, str] | None = None) -> Filter:
    """Return the filter that finds the rows which `where` describes.

    `where` is a nested list, each of its nodes a name and what belongs to it: ["all", [node, ...]],
    ["either", [node, ...]], ["not", node], ["everything"], ["nothing"], ["present", field],
    ["equals", field, value], ["one_of", field, values], ["below", field, number, included],
    ["above", field, number, included], ["contains", field, value], ["contains_any", field, values],
    ["contains_all", field, values], ["within", field, values], ["empty", field],
    ["like", field, parts]. A field that is missing or null fits none but ["not", ...].

    `paths` tells where a field stands in a document if not under its own name.

    Raises:
        ValueError: there is no such node.
    """
    known = paths or {}
    match where:
        case ["everything"]:
            return {}
        case ["nothing"]:
            return _NO_ROW
        case ["all", parts]:
            return {"$and": [filter_of(part, known) for part in parts]}
        case ["either", parts]:
            return {"$or": [filter_of(part, known) for part in parts]}
        case ["not", part]:
            return {"$nor": [filter_of(part, known)]}
        case [str(name), str(field), *values]:
            return {known.get(field, field): _condition(name, values)}
        case _:
            raise ValueError(f"there is no description {where!r}")


def _condition(name: str, values: Sequence[Any]) -> Filter:
    match name, values:
        case "present", []:
            return {"$ne": None}
        case (("equals" | "contains"), [value]):
            return {"$eq": value}
        case (("one_of" | "contains_any"), [wanted]):
            return {"$in": list(wanted)}
        case "below", [limit, included]:
            return {"$lte" if included else "$lt": limit}
        case "above", [limit, included]:
            return {"$gte" if included else "$gt": limit}
        case "contains_all", [wanted]:
            return {"$all": list(wanted)} if wanted else {"$ne": None}
        case "within", [wanted]:
            return {"$ne": None, "$not": {"$elemMatch": {"$nin": list(wanted)}}}
        case "empty", []:
            return {"$size": 0}
        case "like", [parts]:
            text = ".*".join(re.escape(part) for part in parts)
            return {"$regex": rf"\A{text}\z", "$options": "s"}
        case _:
            raise ValueError(f"there is no description {name!r} of {len(values)} values")
