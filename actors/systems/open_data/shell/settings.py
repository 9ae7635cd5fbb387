"""Where data lie: two folders, so that whoever serves the public need not reach the raw one
(OPEN-08, OPEN-14). Read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of this system; where several machines work, folders that they share.

    Attributes:
        raw: `YIMEN_OPEN_RAW`, the restricted folder of files that were handed in, their rows and
            the key of masks, default `open_data/raw` in the data folder.
        open: `YIMEN_OPEN_FILES`, the folder of what is opened, default `open_data/open` there.
    """

    raw: Path
    open: Path


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of this process."""
    data = Path(environment.get("YIMEN_DATA", "var")) / "open_data"
    return Settings(
        raw=Path(environment.get("YIMEN_OPEN_RAW") or data / "raw").absolute(),
        open=Path(environment.get("YIMEN_OPEN_FILES") or data / "open").absolute(),
    )
