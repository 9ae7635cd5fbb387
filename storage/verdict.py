"""What a verification found, gathered commit by commit. Pure: nothing is read here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from storage.chain import ChainCheck, Damage, Link

SHOWN = 100  # damages that are kept; the rest is counted


@dataclass(frozen=True)
class Witnessed:
    """What one witness answers for.

    `through` is the last seal that it knows, 0 for none, and `waiting` counts those after it;
    `silent` says why it could not be heard, "" when it was. `late` counts the seals that it came to
    know more than an hour after they say that they were made; `latest` is the number of the worst
    of them, and its seconds. A witness that was away for long is told late; of seals that somebody
    made anew it is told late as well.
    """

    witness: str
    through: int
    waiting: int
    silent: str = ""
    late: int = 0
    latest: tuple[int, float] = (0, 0.0)


@dataclass
class Verdict:
    """The outcome of a verification.

    `broken` counts the damaged entities, of which `damages` names the first hundred; `strays` are
    documents of the journal that no commit has such an id as. `faults` are sentences about seals
    and archives. `witnessed` is of each witness that was asked, by name. `unchained` counts commits
    of releases without a chain, `unsealed` those that no seal holds yet, `clear` those that anybody
    can read who has the database. `last_seal` and `sealed_at` are of the latest seal, `noted` its
    digest.
    """

    entities: int = 0
    commits: int = 0
    unchained: int = 0
    unsealed: int = 0
    clear: int = 0
    seals: int = 0
    last_seal: int = 0
    sealed_at: datetime | None = None
    noted: bytes = b""
    broken: int = 0
    damages: list[Damage] = field(default_factory=list[Damage])
    strays: list[str] = field(default_factory=list[str])
    faults: list[str] = field(default_factory=list[str])
    witnessed: list[Witnessed] = field(default_factory=list[Witnessed])

    @property
    def heard(self) -> bool:
        """Tell whether every witness that was asked could be heard."""
        return not any(each.silent for each in self.witnessed)

    @property
    def sound(self) -> bool:
        """Tell whether nothing was altered, removed or inserted."""
        return not (self.broken or self.strays or self.faults)

    def count(self, check: ChainCheck) -> None:
        """Take in an entity whose commits have all been checked."""
        damage = check.end()
        self.entities += 1
        self.commits += check.commits
        self.unchained += check.unchained
        self.unsealed += check.unsealed
        if damage is not None:
            self.broken += 1
            if len(self.damages) < SHOWN:
                self.damages.append(damage)


class Examination:
    """Checks the commits of many entities, each entity's together and in order.

    `sealed` returns the digest that a seal holds of a commit, None for none; `last` the seq of an
    entity's last sealed commit, 0 for none.
    """

    def __init__(
        self,
        verdict: Verdict,
        sealed: Callable[[str, int], bytes | None] = lambda key, seq: None,
        last: Callable[[str], int] = lambda key: 0,
    ) -> None:
        self._verdict = verdict
        self._sealed = sealed
        self._last = last
        self._check: ChainCheck | None = None
        self._latest: Link | None = None

    def add(self, link: Link) -> None:
        """Take the next commit; the same one twice, from journal and archive, is no damage."""
        if link == self._latest:
            return
        self._latest = link
        if self._check is None or self._check.key != link.key:
            self.end()
            self._check = ChainCheck(link.key, self._last(link.key))
        self._check.add(link, self._sealed(link.key, link.seq))

    def gone(self, key: str) -> None:
        """Take an entity of which nothing is left."""
        self._verdict.count(ChainCheck(key, self._last(key)))

    def end(self) -> None:
        """Take note that there are no more commits of the entity at hand."""
        if self._check is not None:
            self._verdict.count(self._check)
            self._check = None
