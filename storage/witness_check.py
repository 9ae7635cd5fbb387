"""Holds what witnesses told against the seals that there are. Pure.

Whoever owns the database and the signing key can rewrite the journal and seal it anew: the chain of
seals is then sound, and other than the one that was witnessed.
"""

from collections import Counter
from operator import itemgetter

from storage.attestations import Attestations, Heard
from storage.seals import Seal, seal_digest
from storage.verdict import Verdict, Witnessed

LATE_SECONDS = 3_600.0  # after which a witness was told late
_NAMED = 10  # faults of one kind that are named one by one; the rest is counted


def contradictions(seal: Seal, attestations: Attestations) -> list[str]:
    """Return in words where witnesses hold another seal of the number of `seal`."""
    digest = seal_digest(seal)
    faults: list[str] = []
    for witness, digests in attestations.of(seal.number).items():
        if digests == [digest]:
            continue
        if digest in digests:
            faults.append(f"seal {seal.number}: {witness} was given two that differ")
        else:
            faults.append(f"seal {seal.number} is not the one that {witness} was given")
    return faults


class Lateness:
    """Counts by witness the seals that it came to know late."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.latest: dict[str, tuple[int, float]] = {}

    def take(self, seal: Seal, attestations: Attestations) -> None:
        """Take in `seal`."""
        for witness, at in attestations.since(seal.number).items():
            seconds = (at - seal.until).total_seconds()
            if seconds > LATE_SECONDS:
                self.count[witness] += 1
                self.latest[witness] = max(
                    self.latest.get(witness, (0, 0.0)), (seal.number, seconds), key=itemgetter(1)
                )


def judge(attestations: Attestations, first: int, lateness: Lateness, verdict: Verdict) -> None:
    """Put into `verdict` how far each witness answers for the seals, of which the last is
    `verdict.last_seal`, and what it knows that is not here, or does not know.

    `first` is the number of the first seal that was looked at, 0 when there is none.
    """
    for witness, number in attestations.beyond(verdict.last_seal):
        verdict.faults.append(f"seal {number} is missing: {witness} was given it")
    for name in sorted(attestations.heard):
        heard = attestations.heard[name]
        verdict.faults += _shown(heard.bad, name)
        if heard.keeps and not heard.silent:
            verdict.faults += _unknown(attestations, heard, first)
        through = attestations.through(name)
        waiting = max(0, verdict.last_seal - max(through, first - 1, 0))
        late, latest = lateness.count[name], lateness.latest.get(name, (0, 0.0))
        verdict.witnessed.append(
            Witnessed(name, through, waiting, heard.silent, late=late, latest=latest)
        )


def _unknown(attestations: Attestations, heard: Heard, first: int) -> list[str]:
    """Return in words which seals the witness does not know though it must."""
    faults = [
        f"seal {number} is unknown to {heard.name}, which gave a receipt for it"
        for number in attestations.forgotten(heard.name)
        if number >= first
    ]
    for begin, end in attestations.unknown(heard.name):
        which = f"seal {begin} is" if begin == end else f"seals {begin} to {end} are"
        faults.append(f"{which} unknown to {heard.name}, which knows later ones")
    return _shown(faults, heard.name)


def _shown(faults: list[str], name: str) -> list[str]:
    rest = len(faults) - _NAMED
    return faults[:_NAMED] + ([f"and {rest} more of this kind at {name}"] if rest > 0 else [])
