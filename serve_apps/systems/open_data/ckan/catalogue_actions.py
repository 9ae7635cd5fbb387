"""Actions that tell of datasets, units, themes, tags and licences. Their docstrings are what
`help_show` answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from actors.systems.open_data.asking.query import Some, Term
from actors.systems.open_data.describing.vocabulary import LICENCES
from serve_apps.systems.open_data.ckan.doing import Doing
from serve_apps.systems.open_data.ckan.errors import not_found
from serve_apps.systems.open_data.ckan.packages import licence, tag
from serve_apps.systems.open_data.ckan.sent import Sent, names, number, text, truth
from storage.mongo import Document
from storage.search.folding import folded

_MOST = 100_000
_MOST_SUGGESTED = 100
_BY_NAME = (("_id", 1),)


async def status_show(doing: Doing, sent: Sent) -> dict[str, Any]:
    """Tell what this site is, and which API it has."""
    return {
        "ckan_version": "2.11.5",
        "site_url": doing.base,
        "site_title": "政府统一数据开放平台",
        "site_description": "",
        "locale_default": "zh_Hans_CN",
        "error_emails_to": None,
        "extensions": ["datastore"],
    }


async def site_read(doing: Doing, sent: Sent) -> bool:
    """Tell that anybody may read here."""
    return True


async def package_list(doing: Doing, sent: Sent) -> list[str]:
    """List the names of all datasets: limit, offset."""
    most = number(sent, "limit", _MOST, _MOST)
    start = number(sent, "offset", 0, _MOST)
    found = await doing.catalogue.find((), order=_BY_NAME, start=start, most=most)
    return [row["slug"] for row in found.rows]


async def package_show(doing: Doing, sent: Sent) -> dict[str, Any]:
    """Show the dataset whose name or id is `id`."""
    return doing.packages.package(await doing.live(text(sent, "id", "name_or_id")))


async def resource_show(doing: Doing, sent: Sent) -> dict[str, Any]:
    """Show the file whose id is `id`."""
    row, position = await file_of(doing, text(sent, "id"))
    return doing.packages.resource(row, position)


async def package_autocomplete(doing: Doing, sent: Sent) -> list[dict[str, str]]:
    """Suggest datasets whose name begins with `q`, or whose title has it: limit."""
    asked = text(sent, "q")
    most = number(sent, "limit", 10, _MOST_SUGGESTED)
    looked_for = Some((Term("name", f"{asked.lower()}*"), Term("", asked, exact=True)))
    found = await doing.catalogue.find([looked_for], most=_MOST_SUGGESTED)
    suggested: list[dict[str, str]] = []
    for row in found.rows:
        name, title = row["slug"], row["title"]
        if name.startswith(asked.lower()):
            told = {"match_field": "name", "match_displayed": name}
        elif folded(asked) in folded(title):
            told = {"match_field": "title", "match_displayed": f"{title} ({name})"}
        else:  # its description has it
            continue
        suggested.append({"name": name, "title": title, **told})
    return suggested[:most]


async def resource_view_list(doing: Doing, sent: Sent) -> list[dict[str, Any]]:
    """List the views of the file `id`: there are none, pages show its first rows."""
    await file_of(doing, text(sent, "id"))
    return []


async def organization_list(doing: Doing, sent: Sent) -> list[Any]:
    """List the units that have opened something: all_fields."""
    return _listed(await doing.catalogue.counted("unit"), doing.packages.organisation, sent)


async def organization_show(doing: Doing, sent: Sent) -> dict[str, Any]:
    """Show the unit whose code is `id`: include_datasets."""
    return await _shown(doing, sent, "unit", doing.packages.organisation)


async def group_list(doing: Doing, sent: Sent) -> list[Any]:
    """List the themes under which something was opened: all_fields."""
    return _listed(await doing.catalogue.counted("theme"), doing.packages.group, sent)


async def group_show(doing: Doing, sent: Sent) -> dict[str, Any]:
    """Show the theme whose code is `id`: include_datasets."""
    return await _shown(doing, sent, "theme", doing.packages.group)


async def tag_list(doing: Doing, sent: Sent) -> list[Any]:
    """List the tags of datasets: query, all_fields."""
    asked = text(sent, "query", default="").lower()
    found = [
        each for each in sorted(await doing.catalogue.counted("tags")) if asked in each.lower()
    ]
    return [tag(each) for each in found] if truth(sent, "all_fields") else list(found)


async def license_list(doing: Doing, sent: Sent) -> list[dict[str, Any]]:
    """List the licences under which datasets may be opened."""
    return [licence(each) for each in LICENCES]


async def file_of(doing: Doing, id: str) -> tuple[Document, int]:
    """Return the row of the live dataset that has the file `id`, and its place among its files.

    Raises:
        ActionError: there is none.
    """
    slug, _, format = id.rpartition(".")
    row = await doing.catalogue.one(slug)
    if row is not None and row["state"] == "live":
        for position, file in enumerate(row["files"]):
            if file["format"] == format:
                return row, position
    raise not_found("Resource was not found.")


def _listed(counted: Mapping[str, int], made: Any, sent: Sent) -> list[Any]:
    wanted: Sequence[str] = names(sent, "organizations") or names(sent, "groups")
    found = [each for each in sorted(counted) if not wanted or each in wanted]
    if not truth(sent, "all_fields"):
        return found
    return [{**made(each), "package_count": counted[each]} for each in found]


async def _shown(doing: Doing, sent: Sent, field: str, made: Any) -> dict[str, Any]:
    code = text(sent, "id")
    counted = await doing.catalogue.counted(field)
    if code not in counted:
        raise not_found()
    shown: dict[str, Any] = {
        **made(code), "package_count": counted[code], "users": [], "tags": [], "groups": [],
        "extras": [],
    }  # fmt: skip
    if truth(sent, "include_datasets"):
        found = await doing.catalogue.find((), order=_BY_NAME, most=1_000)
        shown["packages"] = [
            doing.packages.package(row) for row in found.rows if row[field] == code
        ]
    return shown
