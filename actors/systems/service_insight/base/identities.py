"""Which entry an id stands for (别名解析, SDB-19). Merging moves nothing: the younger id becomes an
alias, its records stay where they came, so that taking a merge back loses nothing."""

from collections.abc import Mapping


def resolved(id: str, into: Mapping[str, str]) -> str:
    """Return the entry that `id` stands for; `into` is the entry that each alias was merged
    into."""
    while id in into:
        id = into[id]
    return id


def held_by(id: str, homes: Mapping[str, str], into: Mapping[str, str]) -> tuple[str, ...]:
    """Return the records of the entry `id`, in order: its own and those of its aliases. `homes` is
    the entry to which each record, by its key at its source, was linked."""
    return tuple(sorted(key for key, home in homes.items() if resolved(home, into) == id))
