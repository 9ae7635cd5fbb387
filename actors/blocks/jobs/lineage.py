"""A job's history as events of OpenLineage (数据血缘): what was read, and what came out.

START when its tables are fixed, then COMPLETE, FAIL or ABORT (OpenLineage 2.0.2, `RunEvent`). They
follow from the job's own state, so that nobody has to send them.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from actors.blocks.jobs.job import JobState, Table

NAMESPACE = "yimen"
PRODUCER = "urn:yimen:jobs"
_SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
_VERSION = "https://openlineage.io/spec/facets/1-0-1/DatasetVersionDatasetFacet.json"
_ROWS = "https://openlineage.io/spec/facets/1-0-2/OutputStatisticsOutputDatasetFacet.json"
_ERROR = "https://openlineage.io/spec/facets/1-0-1/ErrorMessageRunFacet.json"
_ENDS = {"complete": "COMPLETE", "failed": "FAIL", "aborted": "ABORT"}


def events_of(state: JobState) -> list[dict[str, Any]]:
    """Return the events of the job in `state`, in the order of time."""
    return list(_events(state))


def _events(state: JobState) -> Iterator[dict[str, Any]]:
    inputs = [_dataset(name, table) for name, table in sorted(state.inputs.items())]
    if state.begun_at is not None:
        yield _event(state, "START", state.begun_at, inputs)
    if state.ended_at is None:
        return
    outputs = [_output(state.job, state.result)] if state.result is not None else []
    end = _event(state, _ENDS.get(state.phase, "OTHER"), state.ended_at, inputs, outputs)
    if state.phase == "failed":
        message = f"{state.code}: {state.detail}" if state.detail else state.code
        facet = {"message": message, "programmingLanguage": "Python"} | _facet(_ERROR)
        end["run"]["facets"] = {"errorMessage": facet}
    yield end


def _event(
    state: JobState,
    what: str,
    at: datetime,
    inputs: list[dict[str, Any]],
    outputs: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    return {
        "eventType": what,
        "eventTime": at.isoformat(),
        "producer": PRODUCER,
        "schemaURL": _SCHEMA,
        "run": {"runId": _uuid(state.id)},
        "job": {"namespace": NAMESPACE, "name": state.job},
        "inputs": inputs,
        "outputs": outputs or [],
    }


def _dataset(name: str, table: Table) -> dict[str, Any]:
    version = {"datasetVersion": table.digest} | _facet(_VERSION)
    return {"namespace": NAMESPACE, "name": name, "facets": {"version": version}}


def _output(job: str, table: Table) -> dict[str, Any]:
    rows = {"rowCount": table.rows} | _facet(_ROWS)
    return _dataset(f"{job}.result", table) | {"outputFacets": {"outputStatistics": rows}}


def _uuid(id: str) -> str:
    return f"{id[:8]}-{id[8:12]}-{id[12:16]}-{id[16:20]}-{id[20:]}"


def _facet(schema: str) -> dict[str, str]:
    name = schema.rpartition("/")[2].removesuffix(".json")
    return {"_producer": PRODUCER, "_schemaURL": f"{schema}#/$defs/{name}"}
