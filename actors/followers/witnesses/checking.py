"""Whether a witness could be handed a seal: it is asked for what leaves nothing behind."""

import os
import secrets

from actors.followers.witnesses.file import FileWitness
from actors.followers.witnesses.notary import Notary
from actors.followers.witnesses.time_stamps import TimeStamps
from actors.followers.witnesses.witness import Witness, WitnessSilent
from storage.attestation import BadAttestation

_NO_SEAL = 1 << 40  # the number of one that there never is


async def check_witness(witness: Witness) -> None:
    """See that `witness` is there, and is who it should be.

    Raises:
        WitnessSilent: it does not answer, or its file cannot be written.
        BadAttestation: what it signs is not signed by whom the settings name.
    """
    match witness:
        case TimeStamps():
            await witness.stamp(secrets.token_bytes(32))
        case Notary():
            async for told in witness.told(_NO_SEAL, {}):
                if isinstance(told, BadAttestation):
                    raise told
        case FileWitness():
            if not os.access(witness.path.parent, os.W_OK):
                raise WitnessSilent(f"{witness.path.parent} cannot be written")
        case _:
            raise WitnessSilent("nobody knows how to look at it")
