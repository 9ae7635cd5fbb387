"""Where what sources bring lies, and what of the outside they may ask. Read from the
environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from actors.blocks.calls.shell.hosts import Hosts
from actors.blocks.jobs.shell.settings import read_settings as read_job_settings

_SECRETS = "~/.config/yimen/secrets.json"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of this system; where several machines work, folders that they share.

    Attributes:
        raw: `YIMEN_SOURCE_FILES`, the restricted folder of what was read, default
            `data_platform/raw` in the data folder.
        tables: the folder `collected` of the tables (`YIMEN_TABLES`), restricted, too.
        connections: `YIMEN_SOURCES`, the file in which operators name databases, which nobody else
            may read, default `sources.toml` beside the file of `YIMEN_SECRETS_FILE`.
        hosts: `YIMEN_SOURCE_HOSTS`, those that may be asked for files, with blanks between them;
            none: nothing is collected from the web.
    """

    raw: Path
    tables: Path
    connections: Path
    hosts: Hosts


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of this process.

    Raises:
        ValueError: one does not hold what it must; the message names it.
    """
    data = Path(environment.get("YIMEN_DATA", "var"))
    secrets = Path(environment.get("YIMEN_SECRETS_FILE") or _SECRETS)
    named = environment.get("YIMEN_SOURCES") or secrets.parent / "sources.toml"
    files = environment.get("YIMEN_SOURCE_FILES") or data / "data_platform" / "raw"
    return Settings(
        raw=Path(files).absolute(),
        tables=read_job_settings(environment).tables / "collected",
        connections=Path(named).expanduser().absolute(),
        hosts=Hosts(environment.get("YIMEN_SOURCE_HOSTS", "")),
    )
