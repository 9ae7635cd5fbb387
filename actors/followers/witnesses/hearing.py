"""Asks the witnesses what they were given, before the seals are held against it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from actors.followers.witnesses.notary import read_receipt
from actors.followers.witnesses.witness import Witness, WitnessSilent
from storage.attestation import Attestation, BadAttestation, fields_of, read_seal_line
from storage.attestations import Attestations, Heard
from storage.mongo import Database
from storage.receipts import Receipts


async def hear(
    database: Database,
    witnesses: Sequence[Witness],
    keys: Mapping[str, bytes],
    attestations: Attestations,
    *,
    first: int = 0,
) -> None:
    """Put into `attestations` what `witnesses` were given, from the seal `first` on, and what their
    receipts say that are kept here. `keys` are those of the seals.

    Receipts of a witness that is named no more are not read: nothing tells how.

    Raises:
        PyMongoError: the database did not answer.
    """
    known = {witness.name: witness for witness in witnesses}
    heard = {each.name: attestations.hear(each.name, keeps=each.keeps) for each in witnesses}
    async for receipt in Receipts(database).read(first):
        if (witness := known.get(receipt.witness)) is None:
            continue
        try:
            told = witness.read(receipt.number, receipt.content, keys)
            attestations.add_receipt(witness.name, told)
        except BadAttestation as error:
            heard[witness.name].bad.append(
                f"the receipt of {witness.name} for seal {receipt.number} is bad: {error}"
            )
    for witness in witnesses:
        await _ask(witness, keys, attestations, heard[witness.name], first)


async def _ask(
    witness: Witness,
    keys: Mapping[str, bytes],
    attestations: Attestations,
    heard: Heard,
    first: int,
) -> None:
    try:
        async for told in witness.told(first, keys):
            if isinstance(told, Attestation):
                attestations.add(witness.name, told)
            else:
                heard.bad.append(f"{witness.name} tells of {told}")
    except WitnessSilent as error:
        heard.silent = str(error)


def read_exported(
    path: Path,
    keys: Mapping[str, bytes],
    witness_keys: Mapping[str, bytes],
    attestations: Attestations,
) -> None:
    """Put into `attestations` what stands in the file at `path`, which a witness handed to an
    auditor: lines of seals, or receipts that one of `witness_keys` has signed.

    Raises:
        OSError: the file cannot be read.
    """
    heard = attestations.hear(path.name, keeps=True)
    with path.open("rb") as file:
        for line in file:
            try:
                attestations.add(path.name, _exported(line, keys, witness_keys))
            except BadAttestation as error:
                heard.bad.append(f"{path.name} tells of {error}")
            except ValueError:
                continue  # a line that was torn tells nothing


def _exported(
    line: bytes, keys: Mapping[str, bytes], witness_keys: Mapping[str, bytes]
) -> Attestation:
    """Return what a line tells.

    Raises:
        BadAttestation: nobody who is trusted has signed it.
        ValueError: it is no JSON.
    """
    if "receipt" not in fields_of(line):
        return read_seal_line(line, keys)
    if not witness_keys:
        raise BadAttestation("a receipt, and no key of the witness was named (--witness-key)")
    return read_receipt(line, witness_keys)
