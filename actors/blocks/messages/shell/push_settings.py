"""Through whom browsers are told (浏览器推送). Read from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from actors.blocks.calls.shell.hosts import Hosts

_SECRETS = "~/.config/yimen/secrets.json"


@dataclass(frozen=True, kw_only=True)
class PushSettings:
    """The push services, and by what they know the platform.

    Attributes:
        hosts: `YIMEN_PUSH_HOSTS`, those of push services, with blanks between them; none: no
            browser is told anything.
        contact: `YIMEN_PUSH_CONTACT`, "mailto:…" or "https://…", whom their keepers write to when
            something is wrong (RFC 8292 2.1).
        key_file: `YIMEN_PUSH_KEY`, the key by which they know the platform, PEM of mode 0600,
            default `push-key.pem` beside the file of `YIMEN_SECRETS_FILE`; made where there is
            none.
        public_address: `YIMEN_PUBLIC_ADDRESS`, where the page is that a notice opens.
    """

    hosts: Hosts
    contact: str
    key_file: Path
    public_address: str = ""


def read_push_settings(environment: Mapping[str, str] = os.environ) -> PushSettings:
    """Read the settings from `environment`.

    Raises:
        ValueError: a variable does not hold what it must; the message names it.
    """
    hosts = Hosts(environment.get("YIMEN_PUSH_HOSTS", ""))
    contact = environment.get("YIMEN_PUSH_CONTACT", "")
    if hosts and not contact.startswith(("mailto:", "https://")):
        raise ValueError(f"YIMEN_PUSH_CONTACT must be mailto:… or https://…, not {contact!r}")
    secrets = Path(environment.get("YIMEN_SECRETS_FILE") or _SECRETS).expanduser()
    key_file = environment.get("YIMEN_PUSH_KEY") or str(secrets.parent / "push-key.pem")
    return PushSettings(
        hosts=hosts,
        contact=contact,
        key_file=Path(key_file).expanduser(),
        public_address=environment.get("YIMEN_PUBLIC_ADDRESS", "").rstrip("/"),
    )
