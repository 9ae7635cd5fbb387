"""Similar texts (相似件): which clues belong together, and what was proposed already."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from rapidfuzz import fuzz

LIKE = 60  # of 100; chosen on the examples in the tests


class Likeness(msgspec.Struct, frozen=True):
    """How like the text `id` is, of 100."""

    id: str
    likeness: int


def likeness(one: str, other: str) -> int:
    """Return how like two texts are, of 100: whichever of the same words in another order."""
    pairs, others = _pairs(one), _pairs(other)
    if not pairs or not others:
        return 0
    return round(fuzz.token_set_ratio(" ".join(pairs), " ".join(others)))


def similar(text: str, among: Mapping[str, str], least: int = LIKE) -> Sequence[Likeness]:
    """Return what of `among` (id -> text) is at least so like `text`, the likest first."""
    found = (Likeness(id, likeness(text, other)) for id, other in among.items())
    kept = [each for each in found if each.likeness >= least]
    return sorted(kept, key=lambda each: (-each.likeness, each.id))


def clusters(texts: Mapping[str, str], least: int = LIKE) -> Sequence[frozenset[str]]:
    """Return groups (聚类) of `texts` (id -> text): two are in one group if they are that like, or
    a chain of such leads from one to the other. The largest first."""
    groups: list[set[str]] = []
    for id, text in texts.items():
        near = [
            group
            for group in groups
            if any(likeness(text, texts[other]) >= least for other in group)
        ]
        groups = [group for group in groups if group not in near]
        groups.append({id}.union(*near))
    return sorted(map(frozenset, groups), key=lambda group: (-len(group), min(group)))


def _pairs(text: str) -> Iterable[str]:
    """Return the pairs of neighbouring characters: the words of a script without spaces."""
    bare = "".join(character for character in text if character.isalnum())
    return [bare[at : at + 2] for at in range(len(bare) - 1)]
