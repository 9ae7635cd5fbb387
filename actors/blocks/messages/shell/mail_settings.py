"""Through whom mail leaves. Read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """The mail server.

    Attributes:
        host, port: `YIMEN_MAIL_SERVER`, "host:port"; "": no mail leaves this platform.
        security: `YIMEN_MAIL_SECURITY`, "starttls" (default), "tls", or "none" for a server on the
            same machine.
        sender: `YIMEN_MAIL_FROM`, the address that letters are from; its domain is in the names of
            messages. Reports come back to it, with "+<letter>" before the "@".
        user, password: `YIMEN_MAIL_USER`, and the file `YIMEN_MAIL_PASSWORD_FILE`.
        connections: `YIMEN_MAIL_CONNECTIONS`, open at once, default 8.
        public_address: `YIMEN_PUBLIC_ADDRESS`, where the pages are that letters lead to; "": they
            lead to none.
    """

    host: str = ""
    port: int = 25
    security: Security = "starttls"
    sender: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    connections: int = 8
    public_address: str = ""


def read_mail_settings(environment: Mapping[str, str] = os.environ) -> MailSettings:
    """Read the settings from `environment`.

    Raises:
        ValueError: a variable does not hold what it must; the message names it.
        OSError: the file with the password cannot be read.
    """
    server = environment.get("YIMEN_MAIL_SERVER", "")
    host, _, port = server.rpartition(":")
    if server and not (host and port.isdigit()):
        raise ValueError(f"YIMEN_MAIL_SERVER must be host:port, not {server!r}")
    sender = environment.get("YIMEN_MAIL_FROM", "")
    if server and "@" not in sender:
        raise ValueError(f"YIMEN_MAIL_FROM must be an address, not {sender!r}")
    connections = environment.get("YIMEN_MAIL_CONNECTIONS", "8")
    if not connections.isdigit() or not 1 <= int(connections) <= 256:
        raise ValueError(f"YIMEN_MAIL_CONNECTIONS must be 1 to 256, not {connections!r}")
    file = environment.get("YIMEN_MAIL_PASSWORD_FILE", "")
    return MailSettings(
        host=host,
        port=int(port or 25),
        security=_security(environment.get("YIMEN_MAIL_SECURITY", "starttls")),
        sender=sender,
        user=environment.get("YIMEN_MAIL_USER", ""),
        password=Path(file).expanduser().read_text("utf-8").strip() if file else "",
        connections=int(connections),
        public_address=environment.get("YIMEN_PUBLIC_ADDRESS", "").rstrip("/"),
    )


def _security(text: str) -> Security:
    if text == "starttls" or text == "tls" or text == "none":
        return text
    raise ValueError(f"YIMEN_MAIL_SECURITY must be starttls, tls or none, not {text!r}")
