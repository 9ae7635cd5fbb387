"""What must hold of messages, told by the journal: each with effect once, at its target, and those
of one source to one target in their order."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from storage.mongo import Document

_Place = tuple[int, int]


def broken(commits: Sequence[Document]) -> list[str]:
    """Return every promise that is broken, as a sentence."""
    targets = _sent(commits)
    found = undelivered(commits)
    taken = Counter((id, key) for key, id in _received(commits))
    for (id, key), times in taken.items():
        if targets.get(id) != key:
            found.append(f"message {id} took effect in {key} and was not sent there")
        elif times > 1:
            found.append(f"message {id} took effect {times} times")
    return found + list(_out_of_order(commits))


def undelivered(commits: Sequence[Document]) -> list[str]:
    """Return the messages that have not taken effect."""
    taken = {(id, key) for key, id in _received(commits)}
    return [
        f"message {id} to {key} never took effect"
        for id, key in _sent(commits).items()
        if (id, key) not in taken
    ]


def _out_of_order(commits: Sequence[Document]) -> Iterable[str]:
    latest: dict[tuple[str, str], _Place] = defaultdict(lambda: (0, 0))
    seen: set[str] = set()
    for key, id in _received(commits):
        if id in seen:  # a mistake of its own
            continue
        seen.add(id)
        source, seq, number = id.rsplit("/", 2)
        place = (int(seq), int(number))
        if place < latest[source, key]:
            yield f"message {id} took effect in {key} after a later one of its source"
        latest[source, key] = max(place, latest[source, key])


def _sent(commits: Iterable[Document]) -> dict[str, str]:
    """Return the target of each message."""
    return {
        f"{commit['key']}/{commit['seq']}/{number}": message["key"]
        for commit in commits
        for number, message in enumerate(commit["out"])
    }


def _received(commits: Iterable[Document]) -> Iterable[tuple[str, str]]:
    """Return target and id of each message that took effect, in the order of the target."""
    for commit in sorted(commits, key=lambda commit: (commit["key"], commit["seq"])):
        for event in commit["ev"]:
            if event["type"] == "Received":
                yield commit["key"], event["id"]
