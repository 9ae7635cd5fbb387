"""`package_search`: by words, by queries of fields, counted by facets, page by page."""

from typing import Any

from actors.systems.open_data.asking.query import BadQuery, Query, parse
from serve_apps.front.rendering import unit_name
from serve_apps.front.words import known_word
from serve_apps.systems.open_data.catalogue import LATEST, Order
from serve_apps.systems.open_data.ckan.doing import Doing
from serve_apps.systems.open_data.ckan.errors import bad_query
from serve_apps.systems.open_data.ckan.sent import Sent, names, number, text

MOST_ROWS = 1_000
DEFAULT_SORT = "score desc, metadata_modified desc"
_MOST_START = 1_000_000
_ORDERS = {
    "id": "_id",
    "name": "slug",
    "title": "title",
    "title_string": "title",
    "metadata_modified": "modified_at",
    "metadata_created": "created_at",
}
_FACETS = {
    "organization": "unit",
    "groups": "theme",
    "tags": "tags",
    "res_format": "formats",
    "license_id": "licence",
}
_FACETS_SHOWN = 50


async def package_search(doing: Doing, sent: Sent) -> dict[str, Any]:
    """Search datasets: q, fq, fq_list, sort, rows, start, facet.field, facet.limit."""
    rows = number(sent, "rows", 10, MOST_ROWS)
    start = number(sent, "start", 0, _MOST_START)
    sort = text(sent, "sort", default=DEFAULT_SORT)
    wanted = [each for each in names(sent, "facet.field") if each in _FACETS]
    most = number(sent, "facet.limit", _FACETS_SHOWN, 1_000)
    try:
        found = await doing.catalogue.find(
            _queries(sent),
            order=_order(sort),
            start=start,
            most=rows,
            facets=[_FACETS[each] for each in wanted],
        )
    except BadQuery as bad:
        raise bad_query(f"Search Query is invalid: {bad}") from bad
    counted = {each: dict(list(found.facets[_FACETS[each]].items())[:most]) for each in wanted}
    return {
        "count": found.count,
        "results": [doing.packages.package(row) for row in found.rows],
        "sort": sort,
        "facets": counted,
        "search_facets": {
            each: {
                "title": each,
                "items": [
                    {"name": name, "display_name": _called(doing, each, name), "count": count}
                    for name, count in values.items()
                ],
            }
            for each, values in counted.items()
        },
    }


def _queries(sent: Sent) -> list[Query]:
    said = [text(sent, "q", default="")]
    for name in ("fq", "fq_list"):
        held = sent.get(name)
        if isinstance(held, list) or (isinstance(held, str) and held.strip().startswith('["')):
            said += names(sent, name)
        elif held:
            said.append(str(held))
    return [parse(each) for each in said]


def _order(sort: str) -> Order:
    """Return the order that is asked for, the id last, so that pages never repeat a row."""
    order: list[tuple[str, int]] = []
    for part in sort.split(","):
        name, _, way = part.strip().partition(" ")
        if name == "score":
            continue  # whatever fits does so alike
        if name not in _ORDERS or way.strip().lower() not in ("asc", "desc", ""):
            raise bad_query(f"Search Query is invalid: cannot sort by {part.strip()[:50]!r}")
        order.append((_ORDERS[name], -1 if way.strip().lower() == "desc" else 1))
    known = dict(order or LATEST)
    return tuple({**known, "_id": known.get("_id", 1)}.items())


def _called(doing: Doing, facet: str, name: str) -> str:
    match facet:
        case "organization":
            return unit_name(doing.services.library, name, "zh")
        case "groups":
            return known_word(f"open_dataset.choices.theme.{name}", "zh") or name
        case _:
            return name
