"""What a job has read and made is told as OpenLineage has it, held against its own schemas."""

import functools
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from actors.blocks.jobs.job import (
    JobAborted,
    JobAsked,
    JobBegun,
    JobCompleted,
    JobEvent,
    JobFailed,
    JobState,
    evolve,
)
from actors.blocks.jobs.lineage import events_of
from tests.blocks.jobs.scenarios import ALL, CASES, ID, QI
from tests.conformance import yardstick

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
ASKED = JobAsked(at=NINE, by=QI.id, job="case_volume", parameters={}, reads=("cases",))
BEGUN = JobBegun(at=NINE, inputs={"cases": CASES}, parts=("2026-06",))
FOLDER = yardstick("openlineage")
SPEC = json.loads((FOLDER / "OpenLineage.json").read_text("utf-8"))
FACETS = {path.stem: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("facets/*.json")}
REGISTRY: Registry[Any] = Registry().with_resources(
    (each["$id"], Resource.from_contents(each)) for each in (SPEC, *FACETS.values())
)


def state_of(*events: JobEvent) -> JobState:
    return functools.reduce(evolve, (ASKED, BEGUN, *events), JobState(id=ID))


def faults(reference: str, told: object) -> list[str]:
    schema = {"$ref": reference}
    validator = Draft202012Validator(schema, registry=REGISTRY, format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(told)]


def facets_in(told: Any) -> list[tuple[str, Any]]:
    if isinstance(told, list):
        return [facet for each in told for facet in facets_in(each)]
    if not isinstance(told, dict):
        return []
    own = [(told["_schemaURL"], told)] if "_schemaURL" in told else []
    return own + [facet for each in told.values() for facet in facets_in(each)]


@pytest.mark.feature("BIG-04")
@pytest.mark.parametrize(
    ("events", "types"),
    [
        ((), ["START"]),
        ((JobCompleted(at=NINE, result=ALL),), ["START", "COMPLETE"]),
        ((JobFailed(at=NINE, code="broken", detail="KeyError"),), ["START", "FAIL"]),
        ((JobAborted(at=NINE, by=QI.id, reason="填错"),), ["START", "ABORT"]),
    ],
    ids=["running", "complete", "failed", "aborted"],
)
def test_a_job_tells_its_run(events: tuple[JobEvent, ...], types: list[str]) -> None:
    told = events_of(state_of(*events))

    assert [event["eventType"] for event in told] == types
    for event in told:
        assert not faults(event["schemaURL"], event)
        assert event["inputs"][0]["facets"]["version"]["datasetVersion"] == CASES.digest
    for schema, facet in facets_in(told):
        assert not faults(schema, facet)


@pytest.mark.feature("BIG-04")
def test_the_result_is_told_by_its_digest_and_rows() -> None:
    told = events_of(state_of(JobCompleted(at=NINE, result=ALL)))

    (output,) = told[-1]["outputs"]

    assert output["facets"]["version"]["datasetVersion"] == ALL.digest
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == ALL.rows
