"""`yimen verify`: was anything in the journal altered, removed or inserted?"""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from rich.console import Console

from actors.followers.witnesses.hearing import hear, read_exported
from actors.followers.witnesses.settings import read_witnesses
from actors.followers.witnesses.witness import Witness
from actors.kernel.deadlines import CHINA
from serve_apps.cli.database import opened, progress_bar
from storage.attestations import Attestations
from storage.chain import Damage
from storage.embedded import EmbeddedFailed
from storage.mongo import UnsafeDatabase
from storage.sealing import Seals
from storage.settings import StorageSettings, read_settings
from storage.signers import known_keys
from storage.signing import UnusableKey, read_public, trusted
from storage.verdict import Verdict
from storage.verify import ArchivedMeanwhile, verify


def run(
    *,
    key: str,
    since: date | None,
    archive: Path | None,
    public_keys: Sequence[Path],
    noted: str,
    exported: Sequence[Path],
    witness_keys: Sequence[Path],
    as_json: bool,
) -> int:
    """Verify and say what was found: 0 when all is sound, 1 when it is not, 2 when that could not
    be found out, of which a silent witness is a part."""
    console = Console(stderr=True)
    settings = read_settings()
    try:
        keys = trusted_keys(settings, public_keys)
        verdict = asyncio.run(
            _verify(
                settings,
                keys,
                archive or settings.archive,
                key,
                since,
                noted_seal(noted),
                Outside(
                    () if exported else read_witnesses(settings.seal_witnesses),
                    exported,
                    trusted(read_public(path) for path in witness_keys),
                ),
            )
        )
    except (
        OSError,
        UnusableKey,
        ArchivedMeanwhile,
        EmbeddedFailed,
        UnsafeDatabase,
        ValueError,
    ) as error:
        console.print(str(error), style="red", markup=False, highlight=False)
        return 2
    if as_json:
        print(json.dumps(as_fields(verdict), ensure_ascii=False))
    else:
        for line in sentences(verdict):
            Console().print(line, highlight=False, soft_wrap=True, markup=False)
    return 1 if not verdict.sound else 0 if verdict.heard else 2


@dataclass(frozen=True)
class Outside:
    """Who is asked what it was given: witnesses, or files that witnesses handed out, with the keys
    by which these sign."""

    witnesses: Sequence[Witness]
    exported: Sequence[Path]
    keys: Mapping[str, bytes]


async def _verify(
    settings: StorageSettings,
    keys: Mapping[str, bytes],
    archive: Path,
    key: str,
    since: date | None,
    noted: tuple[int, str] | None,
    outside: Outside,
) -> Verdict:
    begin = since and datetime.combine(since, time.min, CHINA).astimezone(UTC)
    async with opened(settings, "readers") as database:
        with progress_bar() as bar, Attestations() as told:
            for file in outside.exported:
                read_exported(file, keys, outside.keys, told)
            first = await Seals(database).first(begin)
            await hear(database, outside.witnesses, keys, told, first=first)
            task = bar.add_task("Commits", total=None)
            return await verify(
                database,
                keys,
                archive,
                key=key,
                since=begin,
                noted=noted,
                attestations=told,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )


def trusted_keys(settings: StorageSettings, public_keys: Sequence[Path]) -> dict[str, bytes]:
    """Return the keys whose seals are trusted: those given, or else this machine's, of now and of
    before.

    Raises:
        UnusableKey: one of them cannot be read, or there is none.
    """
    if public_keys:
        return trusted(read_public(path) for path in public_keys)
    if not (keys := known_keys(settings)):
        raise UnusableKey(
            f"there is no key at {settings.seal_key or settings.seal_public_keys}; "
            "name the public key with --public-key"
        )
    return keys


def noted_seal(text: str) -> tuple[int, str] | None:
    """Return number and digest of a seal written as "17:9f3c…"; None for "".

    Raises:
        ValueError: it is not written so.
    """
    if not text:
        return None
    number, colon, digest = text.partition(":")
    if not (colon and number.isdigit() and len(digest) >= 16):
        raise ValueError(f"{text!r} is no seal: write its number and digest as 17:9f3c…")
    return int(number), digest.lower()


def named(damage: Damage) -> str:
    """Return what happened to which commit as a sentence."""
    verb = "is missing" if damage.kind == "missing" else f"was {damage.kind}"
    if damage.since < damage.seq:
        return f"{damage.key}: one of the commits {damage.since} to {damage.seq} {verb}"
    return f"{damage.key}: commit {damage.seq} {verb}"


def sentences(verdict: Verdict) -> list[str]:
    """Return the verdict as an operator reads it, the first damage first."""
    lines = [f"BROKEN {fault}" for fault in verdict.faults]
    lines += [f"BROKEN {named(damage)}" for damage in verdict.damages]
    lines += [f"BROKEN {stray} was inserted: no commit has such an id" for stray in verdict.strays]
    if verdict.broken > len(verdict.damages):
        lines.append(f"and {verdict.broken - len(verdict.damages)} more broken entities")
    lines.append(
        f"{verdict.commits} commits of {verdict.entities} entities, {verdict.broken} entities "
        f"broken, {verdict.seals} seals"
    )
    if verdict.unchained:
        lines.append(
            f"{verdict.unchained} commits are of releases without a chain: of them, only what a "
            "seal holds and what a chain goes on from is proven"
        )
    if verdict.clear:
        lines.append(
            f"{verdict.clear} commits are in clear: whoever has the database can read them"
        )
    lines.append(_seal_line(verdict))
    lines += _witness_lines(verdict)
    lines.append(_outcome(verdict))
    return lines


def _outcome(verdict: Verdict) -> str:
    """Return what is proven, and no more: the last commits of an entity can be altered or removed
    unseen until a seal holds them."""
    if not verdict.sound:
        return "NOT SOUND."
    unsealed = f"{verdict.unsealed} commits unsealed"
    if verdict.sealed_at is None and verdict.unsealed:
        return f"Nothing is sealed: no damage was found, {unsealed}."
    rest = [unsealed] if verdict.unsealed else []
    rest += [
        f"{each.waiting} {'seal' if each.waiting == 1 else 'seals'} not yet witnessed by "
        f"{each.witness}"
        for each in verdict.witnessed
        if each.waiting
    ]
    if verdict.sealed_at is None or not rest:
        return "Sound: nothing was altered or removed."
    at = verdict.sealed_at.astimezone(CHINA)
    return f"Sound up to the seal of {at:%Y-%m-%d %H:%M:%S}, {', '.join(rest)}."


def _witness_lines(verdict: Verdict) -> Iterator[str]:
    """Say how far each witness answers for the seals."""
    for each in verdict.witnessed:
        if each.silent:
            yield f"{each.witness} was not heard: {each.silent}"
        elif each.through:
            yield f"{each.witness} answers for all up to seal {each.through}"
        else:
            yield f"{each.witness} knows of no seal"
        if each.late:
            number, seconds = each.latest
            yield (
                f"{each.witness} came to know {each.late} seals more than an hour after they say "
                f"that they were made, seal {number} {seconds / 3600:.1f} hours: was it away then?"
            )


def _seal_line(verdict: Verdict) -> str:
    if verdict.sealed_at is None:
        return "There is no seal: that nothing was removed at the end is not proven"
    at = verdict.sealed_at.astimezone(CHINA)
    seal = f"seal {verdict.last_seal} of {at:%Y-%m-%d %H:%M:%S} ({seal_name(verdict)})"
    if not verdict.unsealed:
        return f"All is sealed, the last by {seal}"
    return f"{verdict.unsealed} commits since {seal} are not sealed yet"


def seal_name(verdict: Verdict) -> str:
    """Return the latest seal as `--noted` takes it."""
    return f"{verdict.last_seal}:{verdict.noted.hex()[:32]}"


def as_fields(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict for programs."""
    return {
        "sound": verdict.sound,
        "sound_to_the_end": verdict.sound and not verdict.unsealed,
        "entities": verdict.entities,
        "commits": verdict.commits,
        "broken": verdict.broken,
        "damages": [
            {"key": each.key, "seq": each.seq, "kind": each.kind, "since": each.since}
            for each in verdict.damages
        ],
        "strays": verdict.strays,
        "faults": verdict.faults,
        "unchained": verdict.unchained,
        "unsealed": verdict.unsealed,
        "clear": verdict.clear,
        "seals": verdict.seals,
        "last_seal": seal_name(verdict) if verdict.sealed_at else None,
        "sealed_at": verdict.sealed_at and verdict.sealed_at.isoformat(),
        "witnesses": {
            each.witness: {
                "through": each.through,
                "waiting": each.waiting,
                "silent": each.silent,
                "late": each.late,
            }
            for each in verdict.witnessed
        },
    }
