"""The action API of CKAN, its reading side (OPEN-03): clients and harvesters work unchanged.

No cookie is read: whoever asks is nobody, or the holder of the key that the request brings. What
is live is for everybody; the rows of what is under a condition are for whom its unit has granted a
key (OPEN-02).
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pymongo.errors import PyMongoError

from serve_apps.front.policies import Policy
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Wired
from serve_apps.systems.open_data.admitting import token_of
from serve_apps.systems.open_data.ckan import catalogue_actions, datastore_actions
from serve_apps.systems.open_data.ckan.doing import Action, Doing
from serve_apps.systems.open_data.ckan.errors import ActionError, BadRequest, failed, not_found
from serve_apps.systems.open_data.ckan.search import package_search
from serve_apps.systems.open_data.ckan.sent import Sent, read, text

router = APIRouter(include_in_schema=False)
reads_open_data = Policy("reads open data", guarded=False)
Anybody = Annotated[Visitor, Depends(reads_open_data)]
Name = Annotated[str, Path(max_length=100)]
_TYPE = "application/json;charset=utf-8"
_log = structlog.get_logger("yimen.open_data")


async def help_show(doing: Doing, sent: Sent) -> str:
    """Tell what the action `name` does."""
    found = ACTIONS.get(text(sent, "name"))
    if found is None:
        raise not_found("Action not found")
    return found.__doc__ or ""


ACTIONS: Mapping[str, Action] = {
    each.__name__: each
    for each in (
        catalogue_actions.status_show,
        catalogue_actions.site_read,
        catalogue_actions.package_list,
        catalogue_actions.package_show,
        package_search,
        catalogue_actions.package_autocomplete,
        catalogue_actions.resource_show,
        catalogue_actions.resource_view_list,
        catalogue_actions.organization_list,
        catalogue_actions.organization_show,
        catalogue_actions.group_list,
        catalogue_actions.group_show,
        catalogue_actions.tag_list,
        catalogue_actions.license_list,
        datastore_actions.datastore_search,
        datastore_actions.datastore_info,
        help_show,
    )
}


@router.get("/api")
@router.get("/api/3")
async def version(_: Anybody) -> Response:
    """Tell the version of the API."""
    return _answer(200, {"version": 3})


@router.api_route("/api/action/{name}", methods=["GET", "POST"])
@router.api_route("/api/3/action/{name}", methods=["GET", "POST"])
async def act(request: Request, _: Anybody, services: Wired, name: Name) -> Response:
    """Carry out an action, and tell what came of it, or why it failed, as clients read it."""
    action = ACTIONS.get(name)
    if action is None:
        return _answer(400, f"Bad request: Action name not known: {name}")
    base = str(request.base_url).rstrip("/")
    told: dict[str, Any] = {"help": f"{base}/api/3/action/help_show?name={name}"}
    try:
        result = await action(Doing(services, base, token_of(request)), await read(request))
    except BadRequest as bad:
        return _answer(400, str(bad))
    except ActionError as error:
        return _answer(
            error.status, {**told, "error": error.error, "success": False}, error.headers
        )
    except PyMongoError as error:
        _log.error("open_data.unanswered", action=name, error=type(error).__name__)
        away = failed()
        return _answer(away.status, {**told, "error": away.error, "success": False})
    return _answer(200, {**told, "success": True, "result": result})


def _answer(status: int, body: Any, headers: Mapping[str, str] | None = None) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status, headers, media_type=_TYPE)
