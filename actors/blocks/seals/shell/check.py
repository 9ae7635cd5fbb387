"""What is wrong with the keys of seals and the time-stamp authority, for whoever runs the
platform."""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from cryptography import x509

from actors.blocks.documents.shell.stamper import StampUnavailable
from actors.blocks.seals.shell.authority import UnusableAuthority, listed
from actors.blocks.seals.shell.settings import SealSettings
from actors.blocks.seals.shell.signing import time_stamps
from actors.blocks.seals.shell.vault import NoKey, Vault
from storage.clock import WallClock
from storage.own_files import OpenToOthers, read_own

_SOON = timedelta(days=30)
_DIGITS = 64  # of a fingerprint


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `fault` is what is wrong with it, "" for nothing."""

    what: str
    fault: str = ""


def check(settings: SealSettings) -> list[Finding]:
    """Look at every key and certificate in the folder, and have a time stamped."""
    return [*check_keys(settings), check_time_stamps(settings)]


def check_keys(settings: SealSettings) -> Iterator[Finding]:
    """Look at every key and certificate in the folder."""
    now, vault = WallClock().now(), Vault(settings.folder)
    if not settings.folder.is_dir():
        yield Finding(f"keys of seals in {settings.folder}", "there are none yet")
        return
    try:
        listed(settings.folder, now)
    except UnusableAuthority as error:
        yield Finding("the list of revoked certificates", str(error))
    for file in sorted(settings.folder.glob("*.pem")):
        name = file.stem
        if name != "authority" and len(name) != _DIGITS:
            continue  # laid there to be imported
        try:
            until = x509.load_pem_x509_certificates(read_own(file))[0].not_valid_after_utc
            if name != "authority":
                vault.find(name)
        except (OSError, OpenToOthers, ValueError, NoKey) as error:
            yield Finding(f"seal {name[:16]}", str(error))
            continue
        if until <= now:
            yield Finding(f"seal {name[:16]}", f"its certificate expired on {until.date()}")
        elif until <= now + _SOON:
            yield Finding(f"seal {name[:16]}", f"its certificate expires on {until.date()}")
        else:
            yield Finding(f"seal {name[:16]}")


def check_time_stamps(settings: SealSettings) -> Finding:
    """Have a time stamped."""
    what = f"time stamps of {settings.time_stamps or 'nobody'}"
    try:
        stamps = time_stamps(settings)
        digest = hashlib.sha256(b"is anybody there").digest()
        asyncio.run(stamps.try_out(digest))
    except (StampUnavailable, OSError) as error:
        return Finding(what, str(error))
    return Finding(what)
