"""What is going to happen in a run: drawn from a seed, or chosen by a test."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, get_args

FaultKind = Literal[
    "crash",  # a host dies at once and starts again after `seconds`
    "pause",  # a host does nothing for `seconds`, then goes on as if nothing had been
    "host_without_database",
    "host_held_up_from_database",  # what it sends arrives, but only after `seconds`
    "router_without_host",
    "rough_network",  # messages are lost, late and doubled
    "failing_over",  # the database loses its primary, and a tail of what no majority has
    "slow_copies",  # a majority has what is written only after seconds
    "broken_batches",  # batches of commits break off in the middle
    "moving",  # an operator wants a shard to be elsewhere
    "placer_dies_while_moving",
    "taken_for_dead",  # a host that lives: others hear of its death
    "doubled",  # a host that lives: it is started once more beside itself
    "leaving",  # a host hands over, ends, and starts again after `seconds`
    "joining",  # a host more starts
    "index_read_again",
    "busy",  # hosts have more to do than they can
    "new_release",  # hosts are replaced by newer ones, and some of them by older ones again
    "courier_dies",  # and starts again after `seconds`, where the place of its follower is
    "courier_doubled",  # a courier that lives: another one is started beside it
    "courier_paused",
    "courier_without_database",
    "courier_reads_again",  # it starts again with commits that it has delivered
]
KINDS: tuple[FaultKind, ...] = get_args(FaultKind)

HOSTS = 3
LENGTH = 12.0
"""Seconds in which faults begin and commands are sent."""
HEALED = LENGTH + 2.0
"""Seconds after which nothing goes wrong any more."""
LONGEST = 10.0
"""Seconds that a fault may last: longer than a lease."""

_STIRRED = 0.8  # of the commands are sent while something is going on
_WITH_MAIL = 0.4  # of the worlds
_WITH_REPEATS = 0.3
_WITH_SCALING = 0.3
_HASTE = (1.0, 5.0, 20.0)  # commands a second are sent then, on average


@dataclass(frozen=True, kw_only=True)
class Fault:
    """From `at` on, for `seconds`, to the host or router number `target` (modulo their count)."""

    at: float
    kind: FaultKind
    target: int = 0
    seconds: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A world and its misfortunes.

    `skews` holds for each host how many seconds its wall clock is ahead; `clients` send `commands`
    each. With `mail`, some of the commands send messages, and a courier delivers them; with
    `repeats`, some set an alarm that repeats. With `scales`, hosts are added when they are busy and
    taken away when they are idle.
    `idle_seconds`, `mailbox`, `snapshot_every`, `batch` and `max_entities` bound the engines.
    """

    faults: tuple[Fault, ...] = ()
    keys: int = 4
    clients: int = 4
    commands: int = 8
    skews: tuple[float, ...] = (0.0,) * HOSTS
    idle_seconds: float = 120.0
    mailbox: int = 128
    snapshot_every: int = 3
    batch: int = 256
    max_entities: int = 100
    mail: bool = False
    repeats: bool = False
    scales: bool = False

    def moments(self, chance: Random) -> list[float]:
        """Return when a client sends: most of the time shortly after a fault begins or ends."""
        stirs = [
            min(moment, HEALED)
            for fault in self.faults
            for moment in (fault.at, fault.at + fault.seconds)
        ]
        return sorted(
            chance.choice(stirs) + chance.expovariate(chance.choice(_HASTE))
            if stirs and chance.random() < _STIRRED
            else chance.uniform(0.5, LENGTH)
            for _ in range(self.commands)
        )


def draw(seed: int) -> Scenario:
    """Return the scenario of `seed`."""
    chance = Random(f"{seed}/scenario")
    mail = chance.random() < _WITH_MAIL
    scales = chance.random() < _WITH_SCALING
    kinds: tuple[FaultKind, ...] = tuple(
        kind
        for kind in KINDS
        if (mail or not kind.startswith("courier")) and (scales or kind != "busy")
    )
    faults = draw_faults(chance, chance.randint(1, 5), kinds)
    return Scenario(
        faults=tuple(sorted(faults, key=lambda fault: fault.at)),
        keys=chance.randint(1, 4),
        clients=chance.randint(2, 5),
        commands=chance.randint(5, 15),
        skews=tuple(chance.choice((0.0, 0.0, -2.0, 0.7, 5.0)) for _ in range(HOSTS)),
        idle_seconds=chance.choice((1.0, 3.0, 120.0)),
        mailbox=chance.choice((2, 128, 128)),
        snapshot_every=chance.choice((1, 3, 32)),
        batch=chance.choice((1, 2, 256)),
        max_entities=chance.choice((1, 100, 100)),
        mail=mail,
        scales=scales,
        repeats=chance.random() < _WITH_REPEATS,
    )


def draw_faults(chance: Random, count: int, kinds: Sequence[FaultKind] = KINDS) -> list[Fault]:
    """Return faults of `kinds`, short ones and long ones; every other comes while the one before
    goes on."""
    faults: list[Fault] = []
    at = 0.0
    for _ in range(count):
        follows = faults and chance.random() < 0.5
        at = at + chance.uniform(0.0, 2.0) if follows else chance.uniform(0.5, LENGTH)
        faults.append(
            Fault(
                at=round(min(at, LENGTH), 3),
                kind=chance.choice(kinds),
                target=chance.randrange(6),
                seconds=round(LONGEST ** chance.uniform(-0.5, 1.0), 3),
            )
        )
    return faults
