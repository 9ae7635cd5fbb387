"""A route is found by the first part of its path, and no other than without sections."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from ray.serve._private.thirdparty.get_asgi_route_name import get_asgi_route_name
from starlette.routing import Match
from starlette.types import Scope

from actors.kinds import build_kinds
from serve_apps.front.app import build_app
from serve_apps.front.sections import Section, sections, unfolded
from serve_apps.front.settings import WebSettings
from tests import loaded

PATHS = ("/", "/cases", "/cases/new", "/cases/{case}", "/staff/{case}", "/casesbook", "/{any}")
ASKED = (*PATHS, "/cases/7", "/cases/7/8", "/staff", "/staff/", "/other", "/cases//", "/casesbo")


def scope_of(method: str, path: str) -> Scope:
    return {"type": "http", "method": method, "path": path, "headers": [], "root_path": ""}


def routed() -> APIRouter:
    router = APIRouter()
    for path in PATHS:

        def told(path: str = path) -> str:
            return path

        router.add_api_route(path, told, methods=["GET"])

    def made() -> str:
        return "made"

    router.add_api_route("/cases/new", made, methods=["POST"])
    return router


def plain() -> FastAPI:
    app = FastAPI()
    app.include_router(routed())
    return app


def folded() -> FastAPI:
    app = FastAPI()
    app.router.routes += sections(routed().routes)
    return app


async def ask(app: FastAPI, method: str, path: str) -> tuple[int, str]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hall") as client:
        answer = await client.request(method, path)
    return answer.status_code, answer.text


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_sections_answer_as_routes_one_after_the_other_would(method: str) -> None:
    for path in ASKED:
        assert await ask(folded(), method, path) == await ask(plain(), method, path)


def test_routes_stand_by_the_first_part_of_their_paths_and_in_order() -> None:
    made = sections(routed().routes)

    assert sum(isinstance(each, Section) for each in made) == 4
    assert [getattr(each, "path", None) for each in unfolded(made)] == [
        "/", "/cases", "/cases/new", "/cases/{case}", "/cases/new",
        "/staff/{case}", "/casesbook", "/{any}",
    ]  # fmt: skip


def test_whoever_counts_requests_finds_a_name_for_each() -> None:
    app = folded()

    asked = ("/", "/cases/7", "/staff/7", "/other", "/no/7")
    names = {path: get_asgi_route_name(app, scope_of("GET", path)) for path in asked}
    assert names == {
        "/": "/", "/cases/7": "/cases", "/staff/7": "/staff", "/other": "/{any}", "/no/7": None,
    }  # fmt: skip


def test_a_command_is_found_before_any_other_route_is_asked() -> None:
    app = build_app(lambda: pytest.fail("routes are found without services"), WebSettings())
    app.state.commands.serve(build_kinds(loaded.library()))
    first = app.router.routes[0]
    of_commands = "/api/v1/{plural}/{id}/{command}"

    claim = scope_of("POST", "/api/v1/cases/1/claim_task")
    assert first.matches(claim)[0] is Match.FULL
    assert get_asgi_route_name(app, claim) == of_commands
    assert get_asgi_route_name(app, scope_of("POST", "/api/v1/cases/1/no_such")) == of_commands
    assert first.matches(scope_of("POST", "/api/v1/cases/1/no_such"))[0] is Match.NONE
    assert first.matches(scope_of("GET", "/api/v1/cases/1/claim_task"))[0] is Match.NONE
