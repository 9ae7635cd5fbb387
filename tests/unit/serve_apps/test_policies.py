"""Deny by default: a route that does not say who may use it keeps the app from starting."""

from contextlib import AbstractAsyncContextManager

import pytest
from fastapi import APIRouter, Depends, FastAPI

from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from serve_apps.front.app import build_app
from serve_apps.front.policies import (
    SignInNeeded,
    UndeclaredPolicy,
    anyone,
    each_route,
    policies_of,
    require_policies,
    signed_in_resident,
    staff_with,
)
from serve_apps.front.settings import WebSettings
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services


def never_started() -> AbstractAsyncContextManager[Services]:
    raise AssertionError("the routes can be looked at without services")


def test_every_route_of_the_platform_declares_who_may_use_it() -> None:
    app = build_app(never_started, WebSettings())

    routes = list(each_route(app.routes))
    assert len(routes) > 20
    assert all(len(policies_of(route)) == 1 for route in routes)


def test_a_route_that_says_nothing_is_refused() -> None:
    router = APIRouter()

    @router.get("/forgotten")
    def forgotten() -> None: ...

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(router, prefix="/deep")

    with pytest.raises(UndeclaredPolicy, match="/forgotten"):
        require_policies(app.routes)


def test_a_route_with_two_policies_is_refused() -> None:
    router = APIRouter()

    @router.get("/torn", dependencies=[Depends(anyone), Depends(signed_in_resident)])
    def torn() -> None: ...

    with pytest.raises(UndeclaredPolicy, match="/torn"):
        require_policies(router.routes)


def test_a_policy_admits_its_own_and_nobody_else() -> None:
    oversight = staff_with("supervisor")
    supervisor = Visitor(Identity("staff:s", ("supervisor",), "u"), "s", "staff")
    clerk = Visitor(Identity("staff:c", ("window_clerk",), "u"), "c", "staff")

    oversight.admit(supervisor)
    with pytest.raises(Refusal, match=r"access\.forbidden"):
        oversight.admit(clerk)
    with pytest.raises(Refusal, match=r"access\.forbidden"):
        signed_in_resident.admit(clerk)
    with pytest.raises(SignInNeeded):
        oversight.admit(Visitor())
