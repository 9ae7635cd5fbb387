"""The API answers as its OpenAPI document says, whatever it is sent."""

import itertools
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.acceptance.site import Site

# Requests of each operation, and of each command: these all go through one route.
SAMPLE, ALL = (2, 1), (12, 6)
ONE_OF = 12  # of so many commands one is asked in the sample
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
NOBODY, KIOSK = "", "kiosk-1"
ALWAYS = ("chen_jiahui", "hall_clerk", NOBODY)  # a resident, staff at a window
IN_TURN = (
    "chen_jiahui for yuexiang_catering", "market_reviewer", "supervisor", "operator", KIOSK,
)  # fmt: skip
COMMAND = "/{id}/"  # what the address of a command has beside its name


def few(examples: int) -> settings:
    return settings(
        max_examples=examples, derandomize=True, suppress_health_check=list(HealthCheck)
    )


@pytest.fixture(scope="session")
def operations(site: Site) -> list[Any]:
    """Every operation of the description that the platform publishes."""
    description = schemathesis.openapi.from_url(f"{site.url}/api/v1/openapi.json")
    return [found.ok() for found in description.get_all_operations()]


def test_the_description_names_every_command_and_its_problems(operations: list[Any]) -> None:
    paths = {operation.path for operation in operations}

    assert len(operations) >= 33
    assert {"/api/v1/cases/{id}/claim_task", "/api/v1/cases/{id}/submit"} <= paths
    for operation in operations:
        told = operation.definition.raw["responses"]
        assert {"404", "409", "413", "422", "503"} <= set(told)


@pytest.mark.parametrize(
    "examples",
    [pytest.param(SAMPLE, id="sample"), pytest.param(ALL, id="all", marks=pytest.mark.long)],
)
def test_every_operation_answers_everybody_as_it_is_described(
    site: Site, operations: list[Any], examples: tuple[int, int]
) -> None:
    of_an_operation, of_a_command = examples
    if examples is SAMPLE:
        commands = [each for each in operations if COMMAND in each.path]
        left_out = {each.path for n, each in enumerate(commands) if n % ONE_OF}
        operations = [each for each in operations if each.path not in left_out]
    asking = {who: headers_of(site, who) for who in (*ALWAYS, *IN_TURN)}
    turns = itertools.cycle(IN_TURN)
    for operation in operations:

        @few(of_a_command if COMMAND in operation.path else of_an_operation)
        @given(case=operation.as_strategy())
        def answers_as_described(case: schemathesis.Case) -> None:
            # To think of a request takes longer than to answer it.
            others = [next(turns)] if examples is SAMPLE else IN_TURN
            for who in (*ALWAYS, *others):
                if case.method.upper() == "DELETE" and "authorization" in asking[who]:
                    continue  # it would end the session that the others need
                case.call_and_validate(headers=asking[who], checks=CHECKS, timeout=20)

        answers_as_described()


def headers_of(site: Site, who: str) -> dict[str, str]:
    """Return what a request of `who` carries. A kiosk has no session: what it has, its key and the
    code that enrols it, opens a link and nothing here."""
    if who == KIOSK:
        return {"accept-language": "en", "authorization": f"Bearer {KIOSK}.0123-4567"}
    account, _, company = who.partition(" for ")
    with site.client(account) as client:
        more = {"on-behalf-of": company} if company else {}
        return {**client.headers, **more}


def test_a_kiosk_is_nobody_to_the_api(site: Site) -> None:
    answers = [
        httpx.get(f"{site.url}/api/v1/{what}", headers=headers_of(site, KIOSK), timeout=20)
        for what in ("cases", "account", "terminals")
    ]

    assert {answer.status_code for answer in answers} <= {401, 404}


@pytest.mark.parametrize("sent", [{"$ne": ""}, {"$gt": ""}, ["chen_jiahui"], {"$regex": ".*"}])
def test_a_document_is_no_name(site: Site, sent: object) -> None:
    wish = {"account": sent, "password": sent}
    answer = httpx.post(f"{site.url}/api/v1/sessions", json=wish, timeout=20)

    assert answer.status_code == 422, answer.text
