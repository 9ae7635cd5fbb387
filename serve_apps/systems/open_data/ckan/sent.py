"""What was sent to an action, whichever way: as JSON, as a form, in the address. Values of forms
are texts, so each is read as what it stands for."""

import json
from collections.abc import Mapping
from typing import Any, cast

import msgspec
from fastapi import Request

from serve_apps.systems.open_data.ckan.errors import ActionError, BadRequest, invalid

Sent = Mapping[str, Any]
_TRUE = ("true", "yes", "t", "y", "1", "on")
_FALSE = ("false", "no", "f", "n", "0", "off", "")


async def read(request: Request) -> Sent:
    """Return what was sent; of a key that is repeated in an address, a list.

    Raises:
        BadRequest: it is no JSON object.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "GET":
        return _several(request.query_params.multi_items())
    if kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        form = await request.form()
        return _several([(k, v) for k, v in form.multi_items() if isinstance(v, str)])
    body = await request.body()
    if not body.strip():
        return {}
    try:
        found = msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        raise BadRequest("Bad request - JSON Error: Error decoding JSON data.") from error
    if not isinstance(found, dict):
        raise BadRequest(
            "Bad request - JSON Error: Request data JSON decoded to something that is no object"
        )
    return cast("dict[str, Any]", found)


def text(sent: Sent, *names: str, default: str | None = None) -> str:
    """Return the first of the texts `names` that was sent.

    Raises:
        ActionError: none was, and there is no default.
    """
    for name in names:
        if (found := sent.get(name)) not in (None, ""):
            return str(found)
    if default is None:
        raise invalid(**{names[0]: ["Missing value"]})
    return default


def number(sent: Sent, name: str, default: int, most: int) -> int:
    """Return a whole number from 0; what is more than `most` is that.

    Raises:
        ActionError: it is none.
    """
    found = sent.get(name, default)
    try:
        whole = int(found)
    except (TypeError, ValueError) as error:
        raise invalid(**{name: ["Invalid integer"]}) from error
    if whole < 0:
        raise invalid(**{name: ["Must be a natural number"]})
    return min(whole, most)


def truth(sent: Sent, name: str, default: bool = False) -> bool:
    """Return yes or no, however it was said.

    Raises:
        ActionError: it was neither.
    """
    found = sent.get(name, default)
    said = str(found).strip().lower()
    if said in _TRUE:
        return True
    if said in _FALSE or found is None:
        return False
    raise invalid(**{name: ["Must be true or false"]})


def structure(sent: Sent, name: str) -> Any:
    """Return what may be sent as JSON within a text: filters, lists of facets; None for nothing.

    Raises:
        ActionError: the text is no JSON.
    """
    found = sent.get(name)
    if not isinstance(found, str):
        return found
    if not found.strip():
        return None
    try:
        return json.loads(found)
    except (ValueError, RecursionError) as error:
        raise _no_json(name) from error


def words(sent: Sent, name: str) -> str | Mapping[str, Any]:
    """Return words, or an object of them, which may be sent as JSON within a text; "" for none."""
    found: Any = sent.get(name)
    if isinstance(found, str) and found.lstrip().startswith("{"):
        try:
            found = json.loads(found)
        except (ValueError, RecursionError):  # as CKAN does: then they are words
            return str(found)
    if isinstance(found, dict):
        return cast("dict[str, Any]", found)
    return "" if found is None else str(found)


def names(sent: Sent, name: str) -> list[str]:
    """Return a list of names: a list, JSON of one, or names between commas."""
    found = sent.get(name)
    if isinstance(found, str) and not found.strip().startswith("["):
        return [each.strip() for each in found.split(",") if each.strip()]
    listed = structure(sent, name)
    if listed is None:
        return []
    if not isinstance(listed, list):
        raise _no_json(name)
    return [str(each) for each in cast("list[Any]", listed)]


def _no_json(name: str) -> ActionError:
    return invalid(**{name: ["Cannot parse JSON"]})


def _several(pairs: list[tuple[str, str]]) -> Sent:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key not in found:
            found[key] = value
        elif isinstance(found[key], list):
            found[key].append(value)
        else:
            found[key] = [found[key], value]
    return found
