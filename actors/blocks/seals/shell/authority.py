"""The platform's own certificate authority for seals (印章证书): for a place that has no other.

Its key and those of the seals are files of mode 0600 in one folder. It certifies organs, and lists
the certificates of seals that are no more; what is listed counts from the instant beside it, so
that what was stamped before stays valid.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from storage.own_files import OpenToOthers, read_own, write_once, write_over

ROOT_YEARS, SEAL_YEARS = 20, 3
LISTED_FOR = timedelta(days=7)  # a list says by when there is the next one
RENEWED_AFTER = timedelta(hours=12)
_YEAR = timedelta(days=365)
_PAST = timedelta(minutes=5)  # clocks differ


class UnusableAuthority(ValueError):
    """The authority cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Revoked:
    """A certificate that is no more, by its number in hex, from an instant on; `lost` tells that
    somebody else may have its key."""

    serial: str
    at: datetime
    lost: bool = False


@dataclass(frozen=True)
class Issued:
    """A certificate with its private key, both as PEM."""

    certificate: x509.Certificate
    key: bytes

    @property
    def pem(self) -> bytes:
        """The certificate as PEM."""
        return self.certificate.public_bytes(Encoding.PEM)


class Authority:
    """The authority whose key and certificate are in `folder`; they are made on first use."""

    def __init__(self, folder: Path, *, now: datetime, address: str = "") -> None:
        """Open it.

        Raises:
            UnusableAuthority: its files cannot be read, or others may read them.
        """
        self._folder = folder
        self._address = address
        self._now = now
        self._make()
        try:
            key = load_pem_private_key(read_own(folder / "authority.key"), None)
            self.certificate = x509.load_pem_x509_certificate(read_own(folder / "authority.pem"))
        except (OSError, OpenToOthers, ValueError) as error:
            raise UnusableAuthority(f"the authority of seals: {error}") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise UnusableAuthority("the key of the authority of seals is of another kind")
        self._key = key

    def certify(self, organ: str, unit: str = "") -> Issued:
        """Make a key and a certificate for the seal of the organ called `organ`."""
        key = ec.generate_private_key(ec.SECP256R1())
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return Issued(self._certified(organ, unit, key.public_key()), private)

    def certify_key(self, organ: str, point: bytes, unit: str = "") -> x509.Certificate:
        """Certify a key that is in a token: its public point on the curve P-256, 65 bytes."""
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        return self._certified(organ, unit, key)

    def _certified(self, organ: str, unit: str, key: ec.EllipticCurvePublicKey) -> x509.Certificate:
        names = [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organ),
            *([x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit)] if unit else ()),
            x509.NameAttribute(NameOID.COMMON_NAME, organ[:64]),
        ]
        usage = x509.KeyUsage(
            digital_signature=True,
            content_commitment=True,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=False,
            crl_sign=False,
            encipher_only=False,
            decipher_only=False,
        )
        builder = self._begun(x509.Name(names), key, SEAL_YEARS)
        builder = builder.issuer_name(self.certificate.subject).add_extension(usage, critical=True)
        builder = builder.add_extension(x509.BasicConstraints(False, None), critical=True)
        above = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = builder.add_extension(above, critical=False)
        if self._address:
            where = x509.UniformResourceIdentifier(f"{self._address}/seals/revoked.crl")
            points = [x509.DistributionPoint([where], None, None, None)]
            builder = builder.add_extension(x509.CRLDistributionPoints(points), critical=False)
        return builder.sign(self._key, hashes.SHA256())

    def list_revoked(self, revoked: Iterable[Revoked]) -> bytes:
        """Write the list of revoked certificates (CRL), and return it as DER."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(self._now - _PAST)
            .next_update(self._now + LISTED_FOR)
            .add_extension(x509.CRLNumber(int(self._now.timestamp() * 1000)), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
        )
        for each in revoked:
            flags = x509.ReasonFlags
            why = flags.key_compromise if each.lost else flags.cessation_of_operation
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(int(each.serial, 16))
                .revocation_date(each.at)
                .add_extension(x509.CRLReason(why), critical=False)
                .build()
            )
        content = builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.DER)
        write_over(self._folder / "revoked.crl", content)
        return content

    def _make(self) -> None:
        """Make what is missing; of several makers one is first."""
        if (self._folder / "authority.pem").exists():
            return
        made = ec.generate_private_key(ec.SECP256R1())
        private = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_once(self._folder / "authority.key", private)
        key = load_pem_private_key(read_own(self._folder / "authority.key"), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Yimen 电子印章根证书")])
        usage = x509.KeyUsage(
            digital_signature=False,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        builder = self._begun(name, key.public_key(), ROOT_YEARS).issuer_name(name)
        builder = builder.add_extension(x509.BasicConstraints(True, 0), critical=True)
        builder = builder.add_extension(usage, critical=True)
        root = builder.sign(key, hashes.SHA256())
        write_once(self._folder / "authority.pem", root.public_bytes(Encoding.PEM))

    def _begun(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, years: int
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now - _PAST)
            .not_valid_after(self._now + years * _YEAR)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )


def listed(folder: Path, now: datetime) -> bytes | None:
    """Return the list of revoked certificates as it was written last, None where that is too long
    ago or never was.

    Raises:
        UnusableAuthority: others may read what is in the folder, or it is no list.
    """
    try:
        content = read_own(folder / "revoked.crl")
        found = x509.load_der_x509_crl(content)
    except FileNotFoundError:
        return None
    except (OSError, OpenToOthers, ValueError) as error:
        raise UnusableAuthority(f"the list of revoked certificates: {error}") from error
    return content if now < found.last_update_utc + RENEWED_AFTER else None
