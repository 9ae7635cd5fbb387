"""Ray as the runtime sees it: named processes that are placed, found, restarted and ended."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar, cast

import ray

F = TypeVar("F", bound=Callable[..., Any])
_ray = cast("Any", ray)  # its types are too loose to be of use here


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


def end(handle: Any) -> None:
    """End the process behind `handle` at once and for good."""
    _ray.kill(handle, no_restart=True)


def cpus() -> int:
    """Return how many CPUs the cluster has."""
    return int(_ray.cluster_resources().get("CPU", 1))
