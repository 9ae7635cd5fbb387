"""Which shard a key belongs to, and which host a shard belongs to. Pure functions."""

from collections.abc import Sequence

import xxhash

SHARDS = 1024  # fixed at installation: a key's shard is written into its commits


def shard_of(key: str) -> int:
    """Return the shard of `key`: the same in every process and every release."""
    return xxhash.xxh64_intdigest(key.encode()) % SHARDS


def assign(hosts: int) -> tuple[int, ...]:
    """Return for each shard the index of its host: equal shares in blocks.

    Raises:
        ValueError: there is no host, or more hosts than shards.
    """
    if not 0 < hosts <= SHARDS:
        raise ValueError(f"{SHARDS} shards cannot be placed on {hosts} hosts")
    return tuple(shard * hosts // SHARDS for shard in range(SHARDS))


def raised(epochs: Sequence[int], shards: Sequence[int]) -> tuple[int, ...]:
    """Return `epochs` with those of `shards` one higher: their owner begins anew."""
    chosen = set(shards)
    known = epochs or (0,) * SHARDS
    return tuple(epoch + (shard in chosen) for shard, epoch in enumerate(known))
