"""The API answers as its OpenAPI document says, whatever it is sent."""

from typing import Any

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
SAMPLE, ALL = (3, 1), (12, 6)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
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
    nobody = ""
    asking = dict[str, dict[str, str]]()
    for account in ("chen_jiahui", "hall_clerk", nobody):
        with site.client(account) as client:
            asking[account] = dict(client.headers)
    for operation in operations:

        @few(of_a_command if COMMAND in operation.path else of_an_operation)
        @given(case=operation.as_strategy())
        def answers_as_described(case: schemathesis.Case) -> None:
            # To think of a request takes longer than to answer it.
            for account, headers in asking.items():
                if case.method.upper() == "DELETE" and account:
                    continue  # it would end the session that the others need
                case.call_and_validate(headers=headers, checks=CHECKS, timeout=20)

        answers_as_described()
