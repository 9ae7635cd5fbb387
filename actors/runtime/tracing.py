"""Traces: where the time of one request went, from HTTP to its commit, as OpenTelemetry spans.

A request is chosen by chance when it arrives (`serve_apps/front/trace.py`). Only a chosen one has
spans, in every process that it passes through; what travels with it is the id of its trace and of
the span that waits. Attributes name kinds and commands, never an entity or what a command carries.
"""

import os
import random
import time
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

import structlog
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import (
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    TraceFlags,
    Tracer,
    get_current_span,
    set_span_in_context,
    use_span,
)

from actors.runtime.activation import Wish
from actors.runtime.settings import TraceSettings

_SOON = 1_000  # milliseconds that a finished span waits for others


class Stage(NamedTuple):
    """A part of a command's way through a host; instants of `perf_counter`."""

    name: str
    began: float
    ended: float


def stages(wish: Wish, ended: float, *, durable: bool) -> list[Stage]:
    """Return the stages of `wish`, which was answered at `ended`; one that decided nothing, or was
    refused, has no commit."""
    found = [Stage("wait", wish.arrived, wish.began), Stage("turn", wish.began, wish.decided)]
    if durable:
        found.append(Stage("commit", wish.decided, ended))
    return found


def carried() -> tuple[str, str]:
    """Return the trace of the present request and the span that waits in it, as they travel: the
    trace is "" outside of requests, the span when the request was not chosen."""
    trace = str(structlog.contextvars.get_contextvars().get("trace", ""))
    context = get_current_span().get_span_context()
    return trace, f"{context.span_id:016x}" if context.trace_flags.sampled else ""


def within(span: Span) -> AbstractContextManager[Span]:
    """Make `span` the one that waits. What is raised meanwhile is not written into it, since the
    text of an error may quote what a person wrote."""
    return use_span(span, record_exception=False, set_status_on_exception=False)


class Spans:
    """The spans of one process, which is called `service` in them. `Spans()` makes none."""

    def __init__(self, service: str = "", settings: TraceSettings | None = None) -> None:
        self._ratio = 0.0
        self._tracer: Tracer | None = None
        self._provider: TracerProvider | None = None
        if settings is None or not settings.ratio or not (settings.endpoint or settings.folder):
            return
        self._provider = TracerProvider(
            sampler=ALWAYS_ON,  # chance has spoken before a span is made
            resource=Resource({"service.namespace": "yimen", "service.name": service}),
        )
        for exporter in _exporters(service, settings):
            processor = BatchSpanProcessor(exporter, schedule_delay_millis=_SOON)
            self._provider.add_span_processor(processor)
        self._ratio = settings.ratio
        self._tracer = self._provider.get_tracer("yimen")

    def flush(self) -> None:
        """Pass on what is finished, and wait for it: not in an event loop. Without it, that happens
        within a second."""
        if self._provider is not None:
            self._provider.force_flush()

    def request(self, parent: Context | None) -> Span | None:
        """Begin the span of a request when chance chooses it. `parent` is what the caller said of
        its own trace: the id is taken over, whether it is traced is decided here, since anybody may
        send a header."""
        if self._tracer is None or random.random() >= self._ratio:  # nosec B311 # no secret
            return None
        return self._tracer.start_span("request", parent or Context(), kind=SpanKind.SERVER)

    @contextmanager
    def sending(self, kind: str, command: str) -> Generator[None]:
        """Note how long a command is on its way; without effect in a request that is not traced."""
        if self._tracer is None or not get_current_span().is_recording():
            yield
            return
        attributes = {"yimen.kind": kind, "yimen.command": command}
        span = self._tracer.start_span("send", kind=SpanKind.CLIENT, attributes=attributes)
        with within(span):
            try:
                yield
            except Exception as error:
                span.set_attribute("error.type", type(error).__name__)
                raise
            finally:
                span.end()

    def answered(self, wish: Wish, now: float, answer: str, *, durable: bool) -> None:
        """Note the way of `wish`, which was answered at `now` by `perf_counter`. `answer` says what
        kind of answer it was."""
        if self._tracer is None:
            return
        shift = time.time_ns() - int(now * 1e9)
        waiting = SpanContext(
            int(wish.trace, 16), int(wish.span, 16), True, TraceFlags(TraceFlags.SAMPLED)
        )
        whole = self._tracer.start_span(
            "entity",
            set_span_in_context(NonRecordingSpan(waiting)),
            kind=SpanKind.SERVER,
            attributes={
                "yimen.kind": wish.key.partition(":")[0],
                "yimen.command": type(wish.command).__name__,
                "yimen.answer": answer,
            },
            start_time=int(wish.arrived * 1e9) + shift,
        )
        inside = set_span_in_context(whole)
        for stage in stages(wish, now, durable=durable):
            span = self._tracer.start_span(
                stage.name, inside, start_time=int(stage.began * 1e9) + shift
            )
            span.end(int(stage.ended * 1e9) + shift)
        whole.end(int(now * 1e9) + shift)


def _exporters(service: str, settings: TraceSettings) -> Iterator[SpanExporter]:
    if settings.endpoint:
        yield OTLPSpanExporter(endpoint=settings.endpoint)
    if settings.folder:
        folder = Path(settings.folder)
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / f"{service}-{os.getpid()}.jsonl").open("a", encoding="utf-8")
        yield ConsoleSpanExporter(out=file, formatter=_line)


def _line(span: ReadableSpan) -> str:
    return span.to_json(indent=None) + "\n"
