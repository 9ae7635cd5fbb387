"""How the channels are reached and bounded. Read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class WebSettings:
    """Settings of this folder.

    Attributes:
        host: `YIMEN_HTTP_HOST`, the address that the front door listens on, default "127.0.0.1".
        port: `YIMEN_HTTP_PORT`, default 8000.
        replicas: `YIMEN_REPLICAS`, web processes under Serve, default 2.
        most_replicas: `YIMEN_MOST_REPLICAS`, how many at a peak, default `replicas`.
        secrets_file: `YIMEN_SECRETS_FILE`, default `~/.config/yimen/secrets.json`.
        https: `YIMEN_HTTPS=1` when a proxy in front speaks TLS: cookies become Secure.
        proxies: `YIMEN_PROXIES`, how many proxies in front add their caller to `X-Forwarded-For`,
            default 1 with `https`, else 0: then addresses are not known, and nothing is bounded by
            them.
        most_places: `YIMEN_MOST_PLACES`, new places in line that people who have not signed in may
            take from one address in a minute, at one replica.
        clamd: `YIMEN_CLAMD`, the virus scanner that every file passes before it is kept, by clamd's
            protocol: "host:port", or the path of a socket; empty: none.
        demo: `YIMEN_DEMO=1` shows the demonstration accounts and follows the demonstration clock.
        idle: a session ends after so long without a request.
        absolute: a session ends so long after it began, used or not.
        trust: how long a replica believes a session check before it asks the account again.
        public_address: `YIMEN_PUBLIC_ADDRESS`, where browsers find the platform, "https://…";
            default is where each request found it.
        identity_issuer, identity_client: `YIMEN_IDENTITY_ISSUER` and `YIMEN_IDENTITY_CLIENT`, the
            identity service of the place (OpenID Connect) and what it knows us as; default is none.
        identity_secret: `YIMEN_IDENTITY_SECRET`, by which it knows us.
        two_factors: `YIMEN_TWO_FACTORS=staff` asks a second factor of all staff for what needs
            more proof; by default of those alone who have set one up.
        fresh: how long a proof of two factors counts as given just now.
        password_age: `YIMEN_PASSWORD_DAYS`, after which passwords of staff must be changed, default
            90 days; 0: never.
        security_days: `YIMEN_SECURITY_DAYS`, for which security events are kept, half a year at
            least (Cybersecurity Law, Art. 21).
        most_readings: `YIMEN_MOST_READINGS`, how often within an hour somebody of an office may see
            personal data in full; whoever would see more is refused, and the heads of his unit are
            told. Default 60.
        json_bytes: largest body of an ordinary request.
        upload_bytes: largest body of an upload: a form may bring all materials of an application at
            once, each within the bound of its item.
        most_requests: `YIMEN_MOST_REQUESTS`, requests that one replica works on at once; more are
            answered 503 at once.
        most_live: `YIMEN_MOST_LIVE`, live pages open at one replica.
        most_of_one: requests of one resident at once at one replica; more are answered 429.
        password_checks: password hashes worked out at once; each takes 64 MiB.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    replicas: int = 2
    most_replicas: int = 2
    secrets_file: Path = Path("~/.config/yimen/secrets.json")
    https: bool = False
    proxies: int = 0
    most_places: int = 120
    clamd: str = ""
    demo: bool = False
    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=8)
    trust: timedelta = timedelta(seconds=10)
    public_address: str = ""
    identity_issuer: str = ""
    identity_client: str = ""
    identity_secret: str = field(default="", repr=False)
    two_factors: Literal["enrolled", "staff"] = "enrolled"
    fresh: timedelta = timedelta(minutes=15)
    password_age: timedelta = timedelta(days=90)
    most_readings: int = 60
    security_days: int = 190
    json_bytes: int = 1 << 20
    upload_bytes: int = 128 << 20
    most_requests: int = 500
    most_live: int = 2_000
    most_of_one: int = 32
    password_checks: int = 2


def read_settings(environment: Mapping[str, str] = os.environ) -> WebSettings:
    """Read the settings from `environment`.

    Raises:
        ValueError: a variable does not hold what it must; the message names it.
    """
    secrets_file = environment.get("YIMEN_SECRETS_FILE", "~/.config/yimen/secrets.json")
    replicas = _number(environment, "YIMEN_REPLICAS", 2, 256)
    https = environment.get("YIMEN_HTTPS") == "1"
    return WebSettings(
        host=environment.get("YIMEN_HTTP_HOST", "127.0.0.1"),
        port=_number(environment, "YIMEN_HTTP_PORT", 8000, 65535),
        replicas=replicas,
        most_replicas=max(replicas, _number(environment, "YIMEN_MOST_REPLICAS", replicas, 256)),
        secrets_file=Path(secrets_file).expanduser().absolute(),
        https=https,
        proxies=_number(environment, "YIMEN_PROXIES", int(https), 8, least=0),
        most_places=_number(environment, "YIMEN_MOST_PLACES", 120, 100_000),
        clamd=_clamd(environment.get("YIMEN_CLAMD", "")),
        demo=environment.get("YIMEN_DEMO") == "1",
        public_address=environment.get("YIMEN_PUBLIC_ADDRESS", "").rstrip("/"),
        identity_issuer=environment.get("YIMEN_IDENTITY_ISSUER", ""),
        identity_client=environment.get("YIMEN_IDENTITY_CLIENT", ""),
        identity_secret=environment.get("YIMEN_IDENTITY_SECRET", ""),
        two_factors=_two_factors(environment.get("YIMEN_TWO_FACTORS", "enrolled")),
        password_age=timedelta(
            days=_number(environment, "YIMEN_PASSWORD_DAYS", 90, 3_650, least=0)
        ),
        most_readings=_number(environment, "YIMEN_MOST_READINGS", 60, 100_000),
        security_days=_number(environment, "YIMEN_SECURITY_DAYS", 190, 36_500, least=184),
        most_requests=_number(environment, "YIMEN_MOST_REQUESTS", 500, 5_000),
        most_live=_number(environment, "YIMEN_MOST_LIVE", 2_000, 20_000),
    )


def _two_factors(text: str) -> Literal["enrolled", "staff"]:
    if text == "enrolled" or text == "staff":
        return text
    raise ValueError(f"YIMEN_TWO_FACTORS must be enrolled or staff, not {text!r}")


def _clamd(text: str) -> str:
    host, _, port = text.rpartition(":")
    if text and not text.startswith("/") and not (host and port.isdigit()):
        raise ValueError(f"YIMEN_CLAMD must be host:port or the path of a socket, not {text!r}")
    return text


def _number(
    environment: Mapping[str, str], name: str, default: int, largest: int, *, least: int = 1
) -> int:
    text = environment.get(name, str(default))
    if not text.isdigit() or not least <= int(text) <= largest:
        raise ValueError(f"{name} must be a number from {least} to {largest}, not {text!r}")
    return int(text)
