"""The folder with the keys of seals (密钥库): one certificate and one key, or the way to one, a
seal.

    <fingerprint>.pem     the certificate, and those above it
    <fingerprint>.key     its private key
    <fingerprint>.token   or the address of its key in a token, RFC 7512

What is to be imported is laid beside them by whoever keeps the machine: `<seal>.p12` with its
password in the first line of `<seal>.password`, or `<seal>.pem` with `<seal>.token`. Every file has
mode 0600.
"""

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from actors.blocks.seals.seal import Certificate, Source
from actors.kernel.errors import Reason, Refusal
from storage.own_files import OpenToOthers, read_own, write_once
from storage.token_key import TokenKey, read_token_key

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class NoKey(ValueError):
    """The key of a seal cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Kept:
    """A certificate with those above it, and where its key is."""

    chain: tuple[x509.Certificate, ...]
    key: PrivateKey | None = None
    token: TokenKey | None = None

    @property
    def certificate(self) -> x509.Certificate:
        """The seal's own."""
        return self.chain[0]


class Vault:
    """The keys in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, chain: tuple[x509.Certificate, ...], key: bytes = b"", token: str = "") -> str:
        """Keep a certificate with its key, or the way to it, and return its fingerprint."""
        name = fingerprint(chain[0])
        if key:
            write_once(self._folder / f"{name}.key", key)
        else:
            write_once(self._folder / f"{name}.token", token.encode())
        pem = b"".join(each.public_bytes(Encoding.PEM) for each in chain)
        write_once(self._folder / f"{name}.pem", pem)
        return name

    def find(self, name: str) -> Kept:
        """Return what is kept under a fingerprint.

        Raises:
            NoKey: nothing is, or others may read it.
        """
        try:
            pem = read_own(self._folder / f"{name}.pem")
            chain = tuple(x509.load_pem_x509_certificates(pem))
            if (self._folder / f"{name}.token").exists():
                address = read_own(self._folder / f"{name}.token").decode().strip()
                return Kept(chain, token=read_token_key(address))
            key = load_pem_private_key(read_own(self._folder / f"{name}.key"), None)
        except FileNotFoundError as error:
            raise NoKey(f"the key {name[:16]} is not on this machine") from error
        except (OSError, OpenToOthers, ValueError) as error:
            raise NoKey(f"the key {name[:16]} cannot be used: {error}") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise NoKey(f"the key {name[:16]} is of a kind that papers are not signed with")
        return Kept(chain, key=key)

    def take_in(self, seal: str, source: Source) -> Certificate:
        """Take in what was laid beside the keys for `seal`, and return what its certificate says.

        Raises:
            Refusal: nothing was, the password is wrong, or key and certificate are no pair.
        """
        try:
            name = self._imported(seal) if source == "imported" else self._in_token(seal)
        except FileNotFoundError as error:
            raise _refused("import_missing") from error
        except OpenToOthers as error:
            raise _refused("import_open_to_others") from error
        except (OSError, ValueError) as error:
            raise _refused("import_unreadable") from error
        return told(self.find(name).certificate, source)

    def _imported(self, seal: str) -> str:
        content = read_own(self._folder / f"{seal}.p12")
        password = read_own(self._folder / f"{seal}.password").split(b"\n")[0].strip()
        key, certificate, above = pkcs12.load_key_and_certificates(content, password)
        if certificate is None or not isinstance(
            key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
        ):
            raise _refused("import_unreadable")
        if not _pair(key, certificate):
            raise _refused("import_no_pair")
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return self.keep((certificate, *above), private)

    def _in_token(self, seal: str) -> str:
        address = read_own(self._folder / f"{seal}.token").decode().strip()
        read_token_key(address)
        pem = read_own(self._folder / f"{seal}.pem")
        return self.keep(tuple(x509.load_pem_x509_certificates(pem)), token=address)


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate in hex."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def told(certificate: x509.Certificate, source: Source) -> Certificate:
    """Return what a certificate says."""
    return Certificate(
        fingerprint=fingerprint(certificate),
        serial=f"{certificate.serial_number:x}",
        organisation=_named(certificate, NameOID.ORGANIZATION_NAME),
        unit=_named(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME),
        since=certificate.not_valid_before_utc,
        until=certificate.not_valid_after_utc,
        source=source,
    )


def _named(certificate: x509.Certificate, what: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(what)
    return str(found[0].value) if found else ""


def _pair(key: PrivateKey, certificate: x509.Certificate) -> bool:
    form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    ours = key.public_key().public_bytes(*form)
    return ours == certificate.public_key().public_bytes(*form)


def _refused(what: str) -> Refusal:
    return Refusal(Reason(f"seal.{what}", "/source"))
