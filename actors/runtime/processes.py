"""Ray as the runtime sees it: named processes that are placed, found, restarted and ended."""

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import Callable, Coroutine
from types import FrameType
from typing import Any, TypeVar, cast

import ray
from ray.exceptions import (
    ActorDiedError,
    ActorUnavailableError,
    NodeDiedError,
    OutOfMemoryError,
    WorkerCrashedError,
)

from actors.runtime.transport import Line

F = TypeVar("F", bound=Callable[..., Any])
_ray = cast("Any", ray)  # its types are too loose to be of use here
_on_termination: list[Callable[[], None]] = []


def join(namespace: str, address: str = "auto") -> None:
    """Have this process, which is none of Ray's, take part in the cluster at `address`; "auto" is
    the one that it is told of by its surroundings.

    Raises:
        ConnectionError: there is none.
    """
    _ray.init(
        address=address, namespace=namespace, log_to_driver=False, logging_level=logging.ERROR
    )


def frequent(method: F) -> F:
    """Mark a method of an actor that is called so often that Ray should not record each call."""
    return cast("F", _ray.method(enable_task_events=False)(method))


def start(
    actor: type[Any], name: str, namespace: str, *arguments: Any, max_concurrency: int = 2000
) -> Any:
    """Start `actor` as a process called `name` that outlives its starter, or find it running.

    It asks for a whole CPU, so that a node with one never counts as idle. Ray restarts it without
    end and repeats no call by itself: repeating is the caller's part, under the same command id.
    """
    options = _ray.remote(actor).options(
        name=name,
        namespace=namespace,
        lifetime="detached",
        get_if_exists=True,
        num_cpus=1,
        max_restarts=-1,
        max_task_retries=0,
        max_concurrency=max_concurrency,
        scheduling_strategy="SPREAD",
    )
    return options.remote(*arguments)


async def find(name: str, namespace: str) -> Any:
    """Return the handle of the process called `name`, None if there is none.

    It asks Ray's directory, so never do it per command.

    Raises:
        RayError: the directory cannot be reached.
    """
    try:
        return await asyncio.to_thread(_ray.get_actor, name, namespace=namespace)
    except ValueError:
        return None


async def names(namespace: str) -> list[str]:
    """Return the names of all processes in `namespace`, in alphabetical order.

    Raises:
        RayError: the directory cannot be reached.
    """
    found = await asyncio.to_thread(_ray.util.list_named_actors, all_namespaces=True)
    return sorted(each["name"] for each in found if each["namespace"] == namespace)


def end(handle: Any) -> None:
    """End the process behind `handle` at once and for good."""
    _ray.kill(handle, no_restart=True)


def end_this() -> None:
    """End this process, one of Ray's, at once and for good."""
    _ray.kill(_ray.get_runtime_context().current_actor, no_restart=True)


class TaskBroken(Exception):
    """The process of a task ended before the task did."""


class Tasks:
    """Runs `function`, which must be importable, in processes that Ray lends for it and that hold
    no entity. They ask for no CPU, since hosts may have taken all, and take what is left over."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = _ray.remote(function).options(
            num_cpus=0, max_retries=0, scheduling_strategy="SPREAD"
        )

    async def run(self, *arguments: Any) -> Any:
        """Return what the function returns; when this is cancelled, so is the task.

        Raises:
            TaskBroken: its process ended in the middle. Trying again is the caller's part.
        """
        task = self._function.remote(*arguments)
        try:
            return await task
        except asyncio.CancelledError:
            _ray.cancel(task, force=True)
            raise
        except (WorkerCrashedError, NodeDiedError, OutOfMemoryError) as error:
            raise TaskBroken from error


def in_ray() -> bool:
    """Tell whether this process is one of Ray's."""
    worker = _ray._private.worker
    return bool(worker.global_worker.mode == worker.WORKER_MODE)


def cpus() -> int:
    """Return how many CPUs the cluster has."""
    return int(_ray.cluster_resources().get("CPU", 1))


def node() -> str:
    """Return Ray's id of the node this process runs on."""
    return str(_ray.get_runtime_context().get_node_id())


async def node_is_emptied() -> bool:
    """Tell whether Ray has been told to empty the node this process runs on."""
    gcs = _ray._private.worker.global_worker.gcs_client
    with contextlib.suppress(Exception):  # Ray's directory is away: then nobody empties anything
        return node() in await asyncio.to_thread(gcs.get_draining_nodes, timeout=5)
    return False


class RayTransport:
    """Reaches hosts by Ray's calls; a `Transport`."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    async def find(self, host: str) -> Line | None:
        """Return the way to `host`, None if there is none."""
        handle = await find(host, self._namespace)
        return _RayLine(handle) if handle is not None else None

    async def ended(self, host: str, generation: int) -> None:
        """Return once Ray says that this start of `host` is over."""
        while True:
            try:
                handle = await find(host, self._namespace)
                if handle is None:
                    return
                if await handle.stay.remote(generation) >= generation:
                    return
                await asyncio.sleep(1.0)  # an older start has the name yet
            except (ActorDiedError, ActorUnavailableError):
                return
            except Exception:  # Ray's directory is away: beats tell who lives
                await asyncio.sleep(1.0)


class _RayLine:
    def __init__(self, handle: Any) -> None:
        self._handle = handle

    async def exchange(self, payload: bytes) -> bytes:
        return await self._handle.exchange.remote(payload)


def heed_termination() -> None:
    """Have SIGTERM run what `on_termination` is given, in a process of Ray.

    Ray runs actors beside the main thread, where Python lets nobody set handlers, and its own
    handler waits for calls that never end. It imports an actor's module in the main thread, so
    that module calls this; in any other process, and in any other thread, it does nothing.
    """
    worker = _ray._private.worker
    if (
        worker.global_worker.mode == worker.WORKER_MODE
        and threading.current_thread() is threading.main_thread()
    ):
        signal.signal(signal.SIGTERM, _terminate)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    for call in _on_termination:
        call()


def on_termination(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run `work` in this event loop when the process is asked to end; it has to end it."""
    loop = asyncio.get_running_loop()
    begun: list[asyncio.Task[None]] = []

    def begin() -> None:
        if not begun:
            begun.append(loop.create_task(work()))

    _on_termination.append(lambda: cast("None", loop.call_soon_threadsafe(begin)))
