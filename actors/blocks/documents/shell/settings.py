"""How papers are made here. Read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of this block.

    Attributes:
        public_address: `YIMEN_PUBLIC_ADDRESS`, where browsers find the platform; without it this
            machine, at `YIMEN_HTTP_PORT`.
        at_once: `YIMEN_RENDERERS`, papers made at a time; 0 means half the CPUs, at least one.
    """

    public_address: str = "http://127.0.0.1:8000"
    at_once: int = 0

    def verified_at(self, code: str) -> str:
        """Return where the paper with `code` is verified."""
        return f"{self.public_address}/verify/{code}"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of this process.

    Raises:
        ValueError: one is no number.
    """
    here = f"http://127.0.0.1:{environment.get('YIMEN_HTTP_PORT', '8000')}"
    return Settings(
        public_address=(environment.get("YIMEN_PUBLIC_ADDRESS") or here).rstrip("/"),
        at_once=int(environment.get("YIMEN_RENDERERS", "0")),
    )
