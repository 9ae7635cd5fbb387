"""The web application on Ray Serve: replicas behind HAProxy, each with its own way to the hosts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from ray import serve
from ray.serve.config import AutoscalingConfig, BackpressureConfig, HTTPOptions, ProxyLocation
from ray.serve.schema import LoggingConfig

from actors.followers.projector_actor import projector_stats
from actors.kinds import editions
from actors.library import load_library
from actors.runtime.cluster_control import RayControl
from actors.runtime.following import Following
from actors.runtime.logs import configure_logs
from actors.runtime.memory import ease_collector
from actors.runtime.processes import RayTransport
from actors.runtime.router import Router
from actors.runtime.settings import RuntimeSettings
from actors.runtime.tracing import Spans
from serve_apps.front.app import build_app
from serve_apps.front.faces import services as services_of_faces
from serve_apps.front.front_door import IDLE_SECONDS, require_flags
from serve_apps.front.secrets_file import read_or_make
from serve_apps.front.settings import WebSettings
from serve_apps.front.wiring import Services, Wiring, wire
from serve_apps.inner_door import keep_to_own_address
from serve_apps.metrics import Publisher
from storage.clock import PlatformClock
from storage.directory import Directory
from storage.mongo import connect
from storage.settings import StorageSettings
from storage.tasks import begin, end

APPLICATION = "yimen"
TERMINALS = 2_000  # of one replica, whose connections last
QUEUED = 1_000  # requests that may wait for a replica before more are told to come again
BUSY = 400  # ongoing requests of a replica above which another is wanted
SHUTDOWN_SECONDS = 40.0  # direct ingress makes it 35 at least


@serve.deployment(
    name="web",
    max_queued_requests=QUEUED,
    backpressure_config=BackpressureConfig(status_code=503, retry_after_s=2),
    graceful_shutdown_timeout_s=SHUTDOWN_SECONDS,
    health_check_period_s=5,
    health_check_timeout_s=15,
    # trace.py logs what is worth it; a line of Serve's is made for each request even if none is
    # written, unless its level is too low
    logging_config=LoggingConfig(log_level="WARNING", enable_access_log=False),
)
@serve.ingress()
class Web:
    """One replica. It is given its settings; only a fresh process reads files and the library."""

    def __init__(
        self, settings: WebSettings, storage: StorageSettings, runtime: RuntimeSettings
    ) -> None:
        configure_logs()
        keep_to_own_address()
        self._settings = settings
        self._storage = storage
        self._runtime = runtime
        self._spans = Spans("web", runtime.traces)

    def __serve_build_asgi_app__(self) -> FastAPI:
        """Return the application that Serve runs."""
        ease_collector()
        return build_app(self._services, self._settings, self._spans)

    @asynccontextmanager
    async def _services(self) -> AsyncIterator[Services]:
        database = connect(self._storage, "faces")
        kinds = editions(load_library())
        secrets = read_or_make(self._settings.secrets_file)
        directory, namespace = Directory(database), self._runtime.namespace

        async def lag() -> float | None:
            found = await projector_stats(namespace)
            return max((stats["lag_seconds"] for stats in found), default=None)

        try:
            async with (
                PlatformClock(database, demo=self._settings.demo) as clock,
                Following(database, kinds),
                Router(kinds, directory.placements, RayTransport(namespace)) as router,
                wire(
                    Wiring(
                        sender=router,
                        database=database,
                        library=kinds.library_by(clock),
                        clock=clock,
                        settings=self._settings,
                    ),
                    RayControl(directory, namespace, lag),
                    secrets,
                    kinds=kinds.kinds_by(clock),
                    make=services_of_faces(),
                    spans=self._spans,
                ) as services,
            ):
                publishing = begin(
                    Publisher(
                        services.sent_away,
                        services.broken_rules,
                        services.lines,
                        services.security.events,
                    ).run()
                )
                try:
                    yield services
                finally:
                    await end(publishing)
        finally:
            await database.client.close()


def open_doors(
    settings: WebSettings,
    storage: StorageSettings,
    runtime: RuntimeSettings,
    *,
    planned: int = 0,
    version: str | None = None,
) -> None:
    """Start the proxy and the replicas, or bring those that run up to date, and wait until they
    answer; at least `planned` replicas, because of a peak. Replicas that run as this `version` go
    on, all others are replaced one by one; None: there is no such. Ray must have been initialised
    with the environment of `front_door.py`.

    Raises:
        FrontDoorClosed: the flags are not set.
        RuntimeError: the replicas did not become healthy; Serve's message says why.
    """
    require_flags()
    serve.start(
        proxy_location=ProxyLocation.EveryNode,
        http_options=HTTPOptions(
            host=settings.host, port=settings.port, keep_alive_timeout_s=IDLE_SECONDS - 5
        ),
    )
    serve.run(
        Web.options(
            version=version,
            _internal=True,  # the version: Serve takes one at random otherwise
            max_ongoing_requests=_ongoing(settings),
            **_size(settings, planned),
        ).bind(settings, storage, runtime),
        name=APPLICATION,
        route_prefix="/",
    )


def close_doors() -> None:
    """Let the replicas finish what they have begun, and end them and the proxy."""
    serve.shutdown()


def _ongoing(settings: WebSettings) -> int:
    """Return what Serve lets into a replica at once: more than `crowd.py` does, whose refusal is in
    the platform's own words; Serve's is plain text."""
    return 2 * settings.most_requests + settings.most_live + TERMINALS


def _size(settings: WebSettings, planned: int) -> dict[str, object]:
    """Return how many replicas to run: a fixed number, or between two. Growing is quick and
    shrinking slow, since every change reloads the proxy."""
    least = max(settings.replicas, planned)
    if settings.most_replicas <= settings.replicas:
        return {"num_replicas": least}
    return {
        "num_replicas": None,
        "autoscaling_config": AutoscalingConfig(
            min_replicas=least,
            max_replicas=max(least, settings.most_replicas),
            target_ongoing_requests=BUSY,
            upscale_delay_s=3,
            downscale_delay_s=600,
            look_back_period_s=5,
        ),
    }
