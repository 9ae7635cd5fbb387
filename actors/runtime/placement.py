"""Which shard a key belongs to, and which host a shard should belong to. Pure functions."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import xxhash

from storage.placement import Placement

SHARDS = 1024  # fixed at installation: a key's shard is written into its commits
MOST_MOVES = 128  # shards that are under way to another host at once


class Member(msgspec.Struct, frozen=True):
    """A host that may own shards. A `draining` one is to lose those it has; `release` orders the
    programs that hosts run. A `withdrawn` one is draining because its release is taken back."""

    owner: str
    draining: bool = False
    release: str = ""
    withdrawn: bool = False


def shard_of(key: str) -> int:
    """Return the shard of `key`: the same in every process and every release."""
    return xxhash.xxh64_intdigest(key.encode()) % SHARDS


def next_placement(
    placement: Placement, members: Sequence[Member], *, most_moves: int = MOST_MOVES
) -> Placement:
    """Return how `placement` should go on with `members`; itself when it is good as it is.

    A shard whose owner is no member gets another one at once, under the next epoch. Beyond that
    at most `most_moves` shards are asked to move at a time, away from draining hosts first, then
    towards equal shares; never from a newer release to an older, which could not read what the
    newer one wrote, unless the newer one is withdrawn. Nothing is asked to move while others are
    under way.
    """
    takers = _staying(members)
    if not takers:
        return placement
    placement = _adopted(placement, members, takers)
    moving = {
        shard: to
        for shard, to in placement.moving.items()
        if to in takers and placement.owners[shard] != to
    }
    if not moving:
        moving = _moves(placement, members, takers, most_moves)
    if moving == placement.moving:
        return placement
    return msgspec.structs.replace(placement, moving=moving)


def handed_over(placement: Placement, moves: Mapping[int, str]) -> Placement:
    """Return `placement` with each shard of `moves` given to its new owner, its epoch raised."""
    owners, epochs = list(placement.owners), list(placement.epochs)
    for shard, to in moves.items():
        owners[shard] = to
        epochs[shard] += 1
    moving = {shard: to for shard, to in placement.moving.items() if shard not in moves}
    return Placement(placement.rev, tuple(owners), tuple(epochs), moving)


def succeeded(placement: Placement, owner: str) -> Placement:
    """Return `placement` with the shards of the earlier starts of `owner`'s host given to it."""
    host = host_of(owner)
    return handed_over(
        msgspec.structs.replace(
            placement,
            moving={
                shard: owner if host_of(to) == host else to
                for shard, to in placement.moving.items()
            },
        ),
        {
            shard: owner
            for shard, each in enumerate(placement.owners)
            if host_of(each) == host and each != owner
        },
    )


def asked_to_move(placement: Placement, shards: Iterable[int], to: str) -> Placement:
    """Return `placement` with `shards` asked to move to `to`, beside what is under way."""
    wanted = {shard: to for shard in shards if placement.owners[shard] != to}
    return msgspec.structs.replace(placement, moving={**placement.moving, **wanted})


def earlier(release: str, than: str) -> bool:
    """Tell whether `release` comes before the release `than`."""
    return _order(release) < _order(than)


def host_of(owner: str) -> str:
    """Return the host whose start `owner` is: "host-0#3" -> "host-0"."""
    return owner.rpartition("#")[0]


def _staying(members: Sequence[Member]) -> dict[str, Member]:
    """Return who may get shards; when all are to leave, they keep the shards until they have."""
    staying = [member for member in members if not member.draining] or list(members)
    return {member.owner: member for member in staying}


def _adopted(
    placement: Placement, members: Sequence[Member], takers: Mapping[str, Member]
) -> Placement:
    """Give every shard without a living owner to the taker of the newest release that has the
    fewest: whatever the dead one wrote, it can read."""
    newest = max(_order(member.release) for member in takers.values())
    heirs = [name for name, member in takers.items() if _order(member.release) == newest]
    if not placement.owners:
        names = sorted(heirs)
        owners = tuple(names[shard * len(names) // SHARDS] for shard in range(SHARDS))
        return Placement(placement.rev, owners, (0,) * SHARDS)
    alive = {member.owner for member in members}
    if alive.issuperset(placement.owners):
        return placement
    counts = _counts(placement, takers)
    moves: dict[int, str] = {}
    for shard, owner in enumerate(placement.owners):
        if owner not in alive:
            meant = placement.moving.get(shard, "")
            to = meant if meant in heirs else min(heirs, key=lambda name: (counts[name], name))
            counts[to] += 1
            moves[shard] = to
    return handed_over(placement, moves) if moves else placement


def _moves(
    placement: Placement,
    members: Sequence[Member],
    takers: Mapping[str, Member],
    most: int,
) -> dict[int, str]:
    """Return up to `most` moves: away from those that leave, then the fewest to equal shares."""
    counts = _counts(placement, takers)
    if len(takers) == len(members) and max(counts.values()) - min(counts.values()) <= 1:
        return {}
    shards: dict[str, list[int]] = {member.owner: [] for member in members}
    for shard, owner in enumerate(placement.owners):
        shards[owner].append(shard)
    releases = {
        member.owner: () if member.withdrawn else _order(member.release) for member in members
    }
    moves: dict[int, str] = {}

    def lowest(release: tuple[int, ...]) -> str | None:
        fit = [name for name in takers if releases[name] >= release]
        return min(fit, key=lambda name: (counts[name], name)) if fit else None

    def move(owner: str, to: str) -> None:
        counts[to] += 1
        moves[shards[owner].pop()] = to

    for owner in (member.owner for member in members if member.owner not in takers):
        while shards[owner] and len(moves) < most and (to := lowest(releases[owner])):
            move(owner, to)
    while len(moves) < most:
        targets = {release: lowest(release) for release in set(releases.values())}
        pairs = [
            (counts[owner] - counts[to], owner, to)
            for owner in takers
            if (to := targets[releases[owner]]) is not None and shards[owner]
        ]
        gap, owner, to = max(pairs, default=(0, "", ""))
        if gap <= 1:
            break
        counts[owner] -= 1
        move(owner, to)
    return moves


def _counts(placement: Placement, takers: Mapping[str, Member]) -> dict[str, int]:
    """Return how many shards each taker has or is about to get."""
    found = Counter(placement.owners)
    for shard, to in placement.moving.items():
        found[placement.owners[shard]] -= 1
        found[to] += 1
    return {name: found[name] for name in takers}


def _order(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split(".") if part.isdigit())
