"""Checks the seals of a database, and takes the heads of those that are sound."""

from collections.abc import Mapping
from datetime import datetime

from storage.attestations import Attestations
from storage.mongo import Database
from storage.sealed_heads import SealedHeads
from storage.sealing import Seals
from storage.seals import Head, Seal, fault, page_digest, seal_digest
from storage.verdict import Verdict
from storage.witness_check import Lateness, contradictions, judge


async def check_seals(
    database: Database,
    keys: Mapping[str, bytes],
    verdict: Verdict,
    heads: SealedHeads,
    *,
    key: str = "",
    since: datetime | None = None,
    noted: tuple[int, str] | None = None,
    attestations: Attestations | None = None,
) -> None:
    """Put into `verdict` what is wrong with the seals, and into `heads` what they hold, narrowed by
    `key` and `since`; see `verify`. What witnesses told is held against the seals.

    Raises:
        PyMongoError: the database did not answer.
    """
    seals = Seals(database)
    before: Seal | None = None
    found = ""
    first = 0
    lateness = Lateness()
    async for seal in seals.read(since):
        pages = [page async for page in seals.pages(seal.number)]
        began = since is not None and before is None and seal.number > 1
        expected = seal.number if began else (before.number if before else 0) + 1
        wrong = fault(seal, before, [page_digest(page) for page in pages], keys, began=began)
        if seal.number != expected:
            verdict.faults.append(f"seal {expected} is missing")
        elif wrong:
            verdict.faults.append(f"seal {seal.number} {wrong}")
        elif since is None or seal.until >= since:
            for page in pages:
                doubled = heads.add(head for head in page if key in ("", head.key))
                verdict.faults += [_contradiction(seal, head) for head in doubled]
        if attestations is not None:
            verdict.faults += contradictions(seal, attestations)
            lateness.take(seal, attestations)
        first = first or seal.number
        if noted and seal.number == noted[0]:
            found = seal_digest(seal).hex()
        verdict.seals += 1
        before = seal
    if before is not None:
        verdict.last_seal, verdict.sealed_at = before.number, before.until
        verdict.noted = seal_digest(before)
    if attestations is not None:
        judge(attestations, first, lateness, verdict)
    if noted and not (found and found.startswith(noted[1])):
        state = "is not the one that was noted" if found else "was noted, and is missing"
        verdict.faults.append(f"seal {noted[0]} {state}")


def _contradiction(seal: Seal, head: Head) -> str:
    return f"seal {seal.number} holds another commit {head.seq} of {head.key} than an earlier seal"
