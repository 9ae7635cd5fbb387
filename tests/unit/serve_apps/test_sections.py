"""A route is found by the first part of its path, and no other than without sections."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from serve_apps.front.sections import Section, sections, unfolded

PATHS = ("/", "/cases", "/cases/new", "/cases/{case}", "/staff/{case}", "/casesbook", "/{any}")
ASKED = (*PATHS, "/cases/7", "/cases/7/8", "/staff", "/staff/", "/other", "/cases//", "/casesbo")


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
