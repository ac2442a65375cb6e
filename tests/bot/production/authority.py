"""A throw-away certificate authority, and a certificate for the names of Microsoft that the front door calls."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from tests.bot.host.host_cases import KEYS

PEM = serialization.Encoding.PEM


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files: what a program must trust, and what the server shows (with its key)."""

    trusted: Path
    served: Path

    def server_context(self) -> ssl.SSLContext:
        """TLS for a server that shows this certificate."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.served)
        return context


def certificates(folder: Path, names: tuple[str, ...]) -> Certificates:
    """Make both in a folder. They hold for a day, and are as strict as Python 3.13 wants them."""
    root_key, site_key = KEYS["first"], KEYS["second"]
    root = _begun("Throw-away authority", root_key.public_key())
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    root = root.add_extension(_usage(signs_certificates=True), critical=True)
    leaf = _begun(names[0], site_key.public_key())
    leaf = leaf.add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
    leaf = leaf.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    leaf = leaf.add_extension(_usage(signs_certificates=False), critical=True)
    leaf = leaf.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
    made = Certificates(folder / "authority.pem", folder / "site.pem")
    made.trusted.write_bytes(root.sign(root_key, hashes.SHA256()).public_bytes(PEM))
    key = site_key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    made.served.write_bytes(leaf.sign(root_key, hashes.SHA256()).public_bytes(PEM) + key)
    return made


def _begun(subject: str, key: object) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(_named(subject)).issuer_name(_named("Throw-away authority"))
    builder = builder.serial_number(x509.random_serial_number()).public_key(key)  # type: ignore[arg-type]  # RSA here
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)  # type: ignore[arg-type]  # as above


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=not signs_certificates,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
