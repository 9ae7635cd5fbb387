"""A stand-in for a time-stamp authority (时间戳服务机构): RFC 3161 over HTTP, by OpenSSL's tool.

    python -m serve_apps.standins.time_stamp_authority --port 8031 --folder var/tsa

It is no authority: its certificates are its own, made on first use in its folder, where `roots.pem`
is what its stamps are believed by. What it does wrong is an argument, and `POST /behave` with the
same words as JSON changes it. It needs the program `openssl`, and prints one line of JSON when it
is ready.
"""

import argparse
import asyncio
import json
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CONFIGURATION = """[tsa]
default_tsa = stamps
[stamps]
serial = {folder}/serial
signer_cert = {folder}/{signer}.pem
certs = {folder}/{signer}.pem
signer_key = {folder}/{signer}.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
accuracy = secs:1
ordering = no
"""
DAYS = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What it does wrong: answers after `delay` milliseconds; refuses; stamps by an authority that
    nobody believes; answers with the stamp of the request before."""

    delay: int = 0
    refusing: bool = False
    unbelieved: bool = False
    mixing: bool = False


class Authority:
    """The authority, with its certificates in `folder`."""

    def __init__(self, folder: Path, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self._folder = folder
        self._before = b""
        self._one_at_a_time = asyncio.Lock()  # the tool counts the stamps in a file

    def app(self) -> Starlette:
        """Return it as an application."""
        return Starlette(
            routes=[
                Route("/", self.stamp, methods=["POST"]),
                Route("/behave", self.behave, methods=["POST"]),
            ]
        )

    async def stamp(self, request: Request) -> Response:
        """Stamp what is asked for."""
        await asyncio.sleep(self.behaviour.delay / 1000)
        if self.behaviour.refusing:
            return JSONResponse({"error": "not now"}, 503)
        async with self._one_at_a_time:
            content = await self._stamped(await request.body())
        told = self._before if self.behaviour.mixing and self._before else content
        self._before = content
        return Response(told, media_type="application/timestamp-reply")

    async def behave(self, request: Request) -> Response:
        """Do wrong what is told, and nothing else any more."""
        self.behaviour = replace(Behaviour(), **await request.json())
        return JSONResponse({})

    async def _stamped(self, query: bytes) -> bytes:
        signer = "unbelieved" if self.behaviour.unbelieved else "believed"
        asked = self._folder / "asked"
        asked.write_bytes(query)
        tool = await asyncio.create_subprocess_exec(
            *("openssl", "ts", "-reply", "-queryfile", str(asked)),
            *("-config", str(self._folder / f"{signer}.conf")),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        content, _ = await tool.communicate()
        return content


def make(folder: Path) -> None:
    """Make what is missing of the certificates in `folder`."""
    if (folder / "roots.pem").exists():
        return
    for signer in ("unbelieved", "believed"):
        root, key = certified(f"模拟根证书 no real authority, {signer}", None, None)
        stamps, stamps_key = certified(f"模拟时间戳 no real authority, {signer}", root, key)
        (folder / f"{signer}.pem").write_bytes(stamps.public_bytes(Encoding.PEM))
        private = stamps_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{signer}.key").touch(0o600)
        (folder / f"{signer}.key").write_bytes(private)
        (folder / f"{signer}.conf").write_text(CONFIGURATION.format(folder=folder, signer=signer))
        (folder / f"{signer}-root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    (folder / "serial").write_text("01")
    (folder / "believed-root.pem").rename(folder / "roots.pem")


def certified(
    name: str, root: x509.Certificate | None, root_key: ec.EllipticCurvePrivateKey | None
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Return a certificate with its key: of `root` for time stamps, or a root of its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(root.subject if root else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAYS)
        .not_valid_after(now + DAYS)
        .add_extension(x509.BasicConstraints(ca=root is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if root is not None and root_key is not None:
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        above = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
        builder = builder.add_extension(stamping, critical=True)
        builder = builder.add_extension(above, critical=False)
    return builder.sign(root_key or key, hashes.SHA256()), key


def arguments() -> argparse.ArgumentParser:
    """Return what can be asked of the stand-in."""
    parser = argparse.ArgumentParser(description="A stand-in for a time-stamp authority.")
    parser.add_argument("--port", type=int, default=8031)
    parser.add_argument("--folder", type=Path, required=True, help="where its certificates are")
    parser.add_argument("--delay", type=int, default=0)
    for name in ("refusing", "unbelieved", "mixing"):
        parser.add_argument(f"--{name}", action="store_true")
    return parser


def main() -> None:
    """Serve as asked."""
    asked = arguments().parse_args()
    folder = asked.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    make(folder)
    chosen = {field.name: getattr(asked, field.name) for field in fields(Behaviour)}
    authority = Authority(folder, Behaviour(**chosen))
    config = uvicorn.Config(
        authority.app(), host="127.0.0.1", port=asked.port, log_level="error", lifespan="off"
    )
    told = {
        "standin": "no real authority",
        "url": f"http://127.0.0.1:{asked.port}/",
        "roots": str(folder / "roots.pem"),
    }
    print(json.dumps(told), flush=True)
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
