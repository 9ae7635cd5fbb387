"""Where tables are kept, and how many hands work on them. Read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of this block.

    Attributes:
        tables: `YIMEN_TABLES`, the folder of tables, default `tables` in the data folder; where
            several machines work, one that they share.
        at_once: `YIMEN_JOB_WORKERS`, parts worked on at a time; 0 means half the CPUs, at least
            one.
    """

    tables: Path
    at_once: int = 0


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of this process.

    Raises:
        ValueError: one does not hold what it must; the message names it.
    """
    data = Path(environment.get("YIMEN_DATA", "var"))
    workers = environment.get("YIMEN_JOB_WORKERS", "0")
    if not workers.isdigit():
        raise ValueError(f"YIMEN_JOB_WORKERS must be a whole number, not {workers!r}")
    return Settings(
        tables=Path(environment.get("YIMEN_TABLES") or data / "tables").absolute(),
        at_once=int(workers),
    )
