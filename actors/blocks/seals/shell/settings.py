"""Where the keys of seals are, and who stamps times. Read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc")


@dataclass(frozen=True, kw_only=True)
class SealSettings:
    """Settings of this block.

    Attributes:
        folder: `YIMEN_PAPER_SEALS`, the folder with the keys and certificates of seals and the
            platform's own authority, default `paper-seals` beside the file of
            `YIMEN_SECRETS_FILE`; every file in it has mode 0600.
        time_stamps: `YIMEN_TIME_STAMPS`, the address of the time-stamp authority (时间戳服务机构,
            RFC 3161); empty: there is none, and nothing can be sealed.
        time_stamp_roots: `YIMEN_TIME_STAMP_ROOTS`, a PEM file with the certificates by which its
            stamps are believed.
        address: `YIMEN_PUBLIC_ADDRESS`, below which the list of revoked certificates is published.
        font: `YIMEN_SEAL_FONT`, the font of the names on drawn seals.
        patience: seconds that the authority is waited for.
    """

    folder: Path
    time_stamps: str = ""
    time_stamp_roots: Path | None = None
    address: str = ""
    font: Path = FONT
    patience: float = 10.0


def read_settings(environment: Mapping[str, str] = os.environ) -> SealSettings:
    """Read the settings from `environment`.

    Raises:
        ValueError: a variable does not hold what it must; the message names it.
    """
    secrets = Path(environment.get("YIMEN_SECRETS_FILE", "~/.config/yimen/secrets.json"))
    folder = environment.get("YIMEN_PAPER_SEALS") or secrets.parent / "paper-seals"
    url = environment.get("YIMEN_TIME_STAMPS", "")
    if url and not url.startswith(("http://", "https://")):
        raise ValueError(f"YIMEN_TIME_STAMPS must be an address with http, not {url!r}")
    roots = environment.get("YIMEN_TIME_STAMP_ROOTS")
    if url and not roots:
        raise ValueError("YIMEN_TIME_STAMPS needs YIMEN_TIME_STAMP_ROOTS, or anybody's would do")
    return SealSettings(
        folder=Path(folder).expanduser().absolute(),
        time_stamps=url,
        time_stamp_roots=Path(roots).expanduser().absolute() if roots else None,
        address=environment.get("YIMEN_PUBLIC_ADDRESS", "").rstrip("/"),
        font=Path(environment.get("YIMEN_SEAL_FONT") or FONT).expanduser().absolute(),
    )
