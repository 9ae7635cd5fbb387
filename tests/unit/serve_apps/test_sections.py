"""A route is found by the first part of its path, and no other than without sections."""

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from serve_apps.front.sections import Section, sections, unfolded

PATHS = ("/", "/cases", "/cases/new", "/cases/{case}", "/staff/{case}", "/casesbook", "/{any}")
ASKED = (*PATHS, "/cases/7", "/cases/7/8", "/staff", "/staff/", "/other", "/cases//", "/casesbo")


def routed() -> APIRouter:
    router = APIRouter()
    for path in PATHS:
        router.add_api_route(path, lambda path=path: path, methods=["GET"])
    router.add_api_route("/cases/new", lambda: "made", methods=["POST"])
    return router


def plain() -> FastAPI:
    app = FastAPI()
    app.include_router(routed())
    return app


def folded() -> FastAPI:
    app = FastAPI()
    app.router.routes += sections(routed().routes)
    return app


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("path", ASKED)
def test_sections_answer_as_routes_one_after_the_other_would(path: str, method: str) -> None:
    told = [TestClient(app).request(method, path) for app in (plain(), folded())]

    assert told[0].status_code == told[1].status_code
    assert told[0].text == told[1].text


def test_routes_stand_by_the_first_part_of_their_paths_and_in_order() -> None:
    made = sections(routed().routes)

    assert sum(isinstance(each, Section) for each in made) == 4
    assert [getattr(each, "path", None) for each in unfolded(made)] == [
        "/", "/cases", "/cases/new", "/cases/{case}", "/cases/new",
        "/staff/{case}", "/casesbook", "/{any}",
    ]  # fmt: skip
