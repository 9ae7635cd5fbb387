"""What stands against an operation on the hosts."""

import pytest

from actors.runtime.control import ClusterLook, HostLook, HostState, drain_fault, move_fault
from actors.runtime.placement import SHARDS


def look(moving: dict[int, str] | None = None, **hosts: HostState) -> ClusterLook:
    """Return a cluster of hosts in these states; the first owns everything."""
    names = [name.replace("_", "-") for name in hosts]
    return ClusterLook(
        hosts=tuple(
            HostLook(name=name, state=state)
            for name, state in zip(names, hosts.values(), strict=True)
        ),
        owners=(names[0],) * SHARDS,
        moving=moving or {},
    )


def code(fault: object) -> str:
    return str(fault).split(" ")[0] if fault else ""


@pytest.mark.parametrize(
    ("cluster", "host", "expected"),
    [
        (look(host_0="up", host_1="up"), "host-0", ""),
        (look(host_0="silent", host_1="up"), "host-0", ""),
        (look(host_0="up", host_1="up"), "host-7", "operation.unknown_host"),
        (look(host_0="draining", host_1="up"), "host-0", "operation.draining_already"),
        (look(host_0="up", host_1="draining"), "host-0", "operation.last_host"),
        (look(host_0="up"), "host-0", "operation.last_host"),
    ],
)
def test_a_host_is_drained_only_where_its_shards_can_go(
    cluster: ClusterLook, host: str, expected: str
) -> None:
    assert code(drain_fault(cluster, host)) == expected


@pytest.mark.parametrize(
    ("cluster", "shard", "host", "expected"),
    [
        (look(host_0="up", host_1="up"), 0, "host-1", ""),
        (look(host_0="up", host_1="up"), SHARDS, "host-1", "operation.unknown_shard"),
        (look(host_0="up", host_1="up"), -1, "host-1", "operation.unknown_shard"),
        (look(host_0="up", host_1="up"), 0, "host-7", "operation.unknown_host"),
        (look(host_0="up", host_1="up"), 0, "host-0", "operation.already_there"),
        (look(host_0="up", host_1="silent"), 0, "host-1", "operation.host_not_up"),
        (look({0: "host-1"}, host_0="up", host_1="up"), 0, "host-1", "operation.moving_already"),
    ],
)
def test_a_shard_moves_only_to_another_host_that_is_up(
    cluster: ClusterLook, shard: int, host: str, expected: str
) -> None:
    assert code(move_fault(cluster, shard, host)) == expected
