"""How the runtime behaves. Read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class LeaseTimes:
    """The rhythm in which hosts show that they live and shards change hands, in seconds.

    Attributes:
        beat: between two signs of life of a host.
        fence: after its last recorded sign of life, a host begins nothing more.
        dead: others take a host for dead whose sign of life has not changed for so long. It is
            longer than `fence`, so that a host has stopped before another begins.
        follow: between two looks at the placement.
        place: between two looks of the placer at the hosts.
        step: the same while shards are on the move, and the next ones wait for them.
        hand_over: a shard that was not handed over in this time is given away without consent.
        settle: a host waits so long for what is under way in the shards it hands over.
    """

    beat: float = 2.0
    fence: float = 7.0
    dead: float = 10.0
    follow: float = 0.5
    place: float = 1.0
    step: float = 0.2
    hand_over: float = 10.0
    settle: float = 5.0


@dataclass(frozen=True, kw_only=True)
class TraceSettings:
    """Which requests are traced, and who is told.

    Attributes:
        ratio: `YIMEN_TRACE_RATIO`, the share of requests that is traced, from 0 to 1.
        endpoint: `YIMEN_OTLP_ENDPOINT`, the address of a collector that speaks OTLP over HTTP:
            "http://127.0.0.1:4318/v1/traces".
        folder: `YIMEN_TRACE_FOLDER`, where each process writes its spans as JSON lines.

    Without a collector and a folder nothing is traced.
    """

    ratio: float = 0.01
    endpoint: str = ""
    folder: str = ""


@dataclass(frozen=True, kw_only=True)
class RuntimeSettings:
    """Settings of this folder.

    Attributes:
        namespace: `YIMEN_NAMESPACE`, the Ray namespace of the hosts.
        hosts: `YIMEN_HOSTS`, number of host actors; 0 means one per CPU of the cluster, at most 4.
        most_hosts: `YIMEN_MOST_HOSTS`, up to which number the platform adds host actors under load;
            0 means that their number is fixed.
        projectors: `YIMEN_PROJECTORS`, processes that follow the journal, each a range of shards.
        demo: `YIMEN_DEMO`, whether the platform's clock may be moved on.
        max_entities: `YIMEN_MAX_ENTITIES`, entities in memory per host.
        max_megabytes: `YIMEN_MAX_MEGABYTES`, resident memory of a host process above which the
            coldest entities leave it; 0 means no bound.
        max_waiting: `YIMEN_MAX_WAITING`, commands waiting in one host, all entities together.
        traces: which requests are traced, and who is told; see `TraceSettings`.
        idle_seconds: for how long hosts must have been too many until one is taken away.
        batch: commits in one write, and entities in one load.
        writes: batches of commits under way at once. Each entity has one commit under way at most.
        snapshot_every: commits of an entity between two snapshots while it is in use.
        recent: command ids an entity remembers.
        quarantine_seconds: until an entity that cannot be loaded is tried again, if asked for.
        commit_kilobytes: size above which a commit is not written.
        alarm_ahead: seconds before it is due that an alarm is taken over from its entity.
        alarm_scan: seconds between two scans for alarms.
        alarm_tick: seconds between two looks at what is due.
        lag_step: seconds between two looks at how late the loop is.
        turn_seconds: how long one turn may take; a host ends those that take longer.
        alarm_rate: alarms fired per second after an outage, at most.
        times: the rhythm of leases and of the placement.
    """

    namespace: str = "yimen"
    hosts: int = 0
    most_hosts: int = 0
    projectors: int = 1
    demo: bool = False
    max_entities: int = 100_000
    max_megabytes: int = 0
    max_waiting: int = 20_000
    traces: TraceSettings = TraceSettings()
    idle_seconds: float = 600.0
    batch: int = 256
    writes: int = 2
    snapshot_every: int = 32
    recent: int = 64
    quarantine_seconds: float = 60.0
    commit_kilobytes: int = 4_096
    alarm_ahead: float = 30.0
    alarm_scan: float = 1.0
    alarm_tick: float = 0.05
    alarm_rate: float = 2_000.0
    lag_step: float = 0.1
    turn_seconds: float = 5.0
    times: LeaseTimes = LeaseTimes()


def read_settings(environment: Mapping[str, str] = os.environ) -> RuntimeSettings:
    """Read the settings from `environment`.

    Raises:
        ValueError: a variable does not hold what it must; the message names it.
    """
    return RuntimeSettings(
        namespace=environment.get("YIMEN_NAMESPACE", "yimen"),
        hosts=_number(environment, "YIMEN_HOSTS", 0),
        most_hosts=_number(environment, "YIMEN_MOST_HOSTS", 0),
        projectors=_number(environment, "YIMEN_PROJECTORS", 1) or 1,
        demo=environment.get("YIMEN_DEMO", "") == "1",
        max_entities=_number(environment, "YIMEN_MAX_ENTITIES", 100_000),
        max_megabytes=_number(environment, "YIMEN_MAX_MEGABYTES", 0),
        max_waiting=_number(environment, "YIMEN_MAX_WAITING", 20_000),
        traces=_traces(environment),
    )


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, "")
    if not text:
        return default
    if not text.isdigit():
        raise ValueError(f"{name} must be a whole number, not {text!r}")
    return int(text)


def _traces(environment: Mapping[str, str]) -> TraceSettings:
    text = environment.get("YIMEN_TRACE_RATIO", "") or "0.01"
    try:
        ratio = float(text)
    except ValueError:
        ratio = -1.0
    if not 0.0 <= ratio <= 1.0:
        raise ValueError(f"YIMEN_TRACE_RATIO must be a number from 0 to 1, not {text!r}")
    return TraceSettings(
        ratio=ratio,
        endpoint=environment.get("YIMEN_OTLP_ENDPOINT", ""),
        folder=environment.get("YIMEN_TRACE_FOLDER", ""),
    )
