"""Events of OpenLineage 2.0.2 as other programs send them (数据血缘事件): what of them is a version
of a shared dataset. Fields that are not known here are let pass, as the standard demands.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Annotated

import msgspec

from actors.systems.data_platform.dataset.commands import ReportVersion
from actors.systems.data_platform.dataset.terms import CODE, Check, Edge, Source

NAMESPACE = "yimen"
"""The namespace of the datasets that are shared here; those of others are no sources."""
_UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
_SHA256 = re.compile("[0-9a-fA-F]{64}")
_CODE = re.compile(CODE)
RunId = Annotated[str, msgspec.Meta(pattern=_UUID)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class _Part(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A part of an event."""


class Transformation(_Part, frozen=True, kw_only=True):
    """How a column came from another; `description` names the method where it is `masking`."""

    type: str = "DIRECT"
    description: str = ""
    masking: bool = False


class InputField(_Part, frozen=True, kw_only=True):
    """A column that was read."""

    namespace: str
    name: str
    field: str
    transformations: tuple[Transformation, ...] = ()


class OutputField(_Part, frozen=True, kw_only=True):
    """What one column was made of."""

    input_fields: tuple[InputField, ...] = ()


class ColumnLineage(_Part, frozen=True, kw_only=True):
    """What each column was made of, and by what all of it was filtered, joined or sorted."""

    fields: dict[str, OutputField] = {}
    dataset: tuple[InputField, ...] = ()


class DatasetVersion(_Part, frozen=True, kw_only=True):
    """Which version it is: here the number of one, or the digest of a new one."""

    dataset_version: str


class Assertion(_Part, frozen=True, kw_only=True):
    """A check of a column, and whether it was passed."""

    assertion: str
    success: bool
    column: str | None = None


class Assertions(_Part, frozen=True, kw_only=True):
    """The checks of a dataset."""

    assertions: tuple[Assertion, ...] = ()


class Facets(_Part, frozen=True, kw_only=True):
    """What is said of a dataset."""

    column_lineage: ColumnLineage | None = None
    version: DatasetVersion | None = None
    data_quality_assertions: Assertions | None = None


class Statistics(_Part, frozen=True, kw_only=True):
    """How much was written."""

    row_count: Annotated[int, msgspec.Meta(ge=0)] | None = None


class OutputFacets(_Part, frozen=True, kw_only=True):
    """What is said of what was written."""

    output_statistics: Statistics | None = None


class DatasetOf(_Part, frozen=True, kw_only=True):
    """A dataset that was read or written."""

    namespace: Text
    name: Text
    facets: Facets = Facets()
    output_facets: OutputFacets = OutputFacets()


class Run(_Part, frozen=True, kw_only=True):
    """The run of a job."""

    run_id: RunId


class Job(_Part, frozen=True, kw_only=True):
    """A job."""

    namespace: Text
    name: Text


class LineageEvent(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An event: of a run (with `run` and `job`), of a job, or of a dataset."""

    event_time: datetime
    producer: Text
    schema_url: Text = msgspec.field(name="schemaURL")
    event_type: str = ""
    run: Run | None = None
    job: Job | None = None
    dataset: DatasetOf | None = None
    inputs: tuple[DatasetOf, ...] = ()
    outputs: tuple[DatasetOf, ...] = ()

    @property
    def is_about_something(self) -> bool:
        """Whether it says what it is about: a run is never without its job."""
        if self.run is not None:
            return self.job is not None
        return self.job is not None or self.dataset is not None


def written(event: LineageEvent) -> list[DatasetOf]:
    """Return the datasets of ours of which a run has written a version: it is complete, and says
    of which columns they are made."""
    if event.run is None or event.event_type != "COMPLETE":
        return []
    return [each for each in event.outputs if _is_ours(each) and each.facets.column_lineage]


def unnumbered(event: LineageEvent) -> set[str]:
    """Return the codes of ours that were read without saying in which version: the one in use."""
    said = _numbers(event)
    return {source.name for each in written(event) for source in _sources(each)} - said.keys()


def report(
    event: LineageEvent, output: DatasetOf, in_use: Mapping[str, int], methods: Collection[str]
) -> ReportVersion:
    """Return the version that `event` has written of `output`.

    `in_use` has the number of the version in use of each of `unnumbered(event)`. A mask that names
    none of `methods` is none: what is not in force lowers nothing.
    """
    lineage = output.facets.column_lineage
    assert lineage is not None  # else it is not `written`
    numbers = dict(in_use) | _numbers(event)
    edges, filters = dict[Edge, None](), dict[Source, None]()

    def filtered(source: InputField) -> None:
        if source.namespace == NAMESPACE:
            number = numbers[source.name]
            filters[Source(dataset=source.name, version=number, column=source.field)] = None

    for to, made in lineage.fields.items():
        for source in made.input_fields:
            direct = [t for t in source.transformations if t.type != "INDIRECT"]
            if source.namespace != NAMESPACE:
                continue
            if not direct and source.transformations:
                filtered(source)
                continue
            mask = next((t.description for t in direct if t.masking), "")
            edge = Edge(
                dataset=source.name,
                version=numbers[source.name],
                column=source.field,
                to=to,
                method=mask if mask in methods else "",
            )
            edges[edge] = None
    for source in lineage.dataset:
        filtered(source)
    said = output.facets.data_quality_assertions
    statistics = output.output_facets.output_statistics
    return ReportVersion(
        sha256=_digest(event, output),
        rows=(statistics.row_count or 0) if statistics else 0,
        inputs=tuple(edges),
        filters=tuple(filters),
        checks=tuple(
            Check(column=each.column, name=each.assertion, passed=each.success)
            for each in (said.assertions if said else ())
            if each.column
        ),
    )


def _digest(event: LineageEvent, output: DatasetOf) -> str:
    """Return the digest that is given of what was written, or one of the run and its name."""
    version = output.facets.version
    if version and _SHA256.fullmatch(version.dataset_version):
        return version.dataset_version.lower()
    assert event.run is not None  # else it is not `written`
    return hashlib.sha256(f"{event.run.run_id} {output.name}".encode()).hexdigest()


def _numbers(event: LineageEvent) -> dict[str, int]:
    return {
        each.name: int(each.facets.version.dataset_version)
        for each in event.inputs
        if each.namespace == NAMESPACE
        and each.facets.version
        and each.facets.version.dataset_version.isdecimal()
    }


def _sources(output: DatasetOf) -> Iterator[InputField]:
    lineage = output.facets.column_lineage
    if lineage is not None:
        every = [each for made in lineage.fields.values() for each in made.input_fields]
        yield from (each for each in (*every, *lineage.dataset) if each.namespace == NAMESPACE)


def _is_ours(output: DatasetOf) -> bool:
    return output.namespace == NAMESPACE and _CODE.fullmatch(output.name) is not None
