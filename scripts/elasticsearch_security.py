"""What makes a private Elasticsearch node a secured one: TLS by an authority of its own, a user who
may do everything, and keys that may do less. For tests of how the product connects to such a node.
"""

import base64
import datetime as dt
import hashlib
import ipaddress
import json
import secrets
import ssl
import urllib.request
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ADDRESS = "127.0.0.1"
USER, AUTHORITY = "operator", "Test authority"
ITERATIONS = 10_000
# What Elasticsearch wants of a hash by PBKDF2: SHA-512, a salt of 32 bytes, a key of 256 bits.
SALT_BYTES = KEY_BYTES = 32


class Security:
    """Of one node, its files below `config`: `authority` is the certificate that clients trust."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.authority = config / "authority.pem"
        self._password = secrets.token_urlsafe(24)

    def lay_out(self) -> dict[str, Any]:
        """Write certificates and the user; returns what the node's settings need of it."""
        key = write_authority(self.authority, AUTHORITY)
        _write_node(self.config / "node.pem", self.config / "node.key", AUTHORITY, key)
        (self.config / "users").write_text(f"{USER}:{_hashed(self._password)}\n")
        (self.config / "users_roles").write_text(f"superuser:{USER}\n")
        return {
            "xpack.security.enabled": True,
            "xpack.security.autoconfiguration.enabled": False,
            "xpack.security.authc.password_hashing.algorithm": f"pbkdf2_{ITERATIONS}",
            "xpack.security.http.ssl.enabled": True,
            "xpack.security.http.ssl.certificate": "node.pem",
            "xpack.security.http.ssl.key": "node.key",
        }

    def open(self, url: str, data: dict[str, Any] | None = None, *, timeout: float = 60) -> Any:
        """An answer of the node to its user; raises OSError. With `data` it is a POST."""
        user = base64.b64encode(f"{USER}:{self._password}".encode()).decode()
        request = urllib.request.Request(  # noqa: S310
            url,
            data=json.dumps(data).encode() if data is not None else None,
            headers={"Authorization": f"Basic {user}", "Content-Type": "application/json"},
        )
        trusted = ssl.create_default_context(cafile=str(self.authority))
        with urllib.request.urlopen(request, timeout=timeout, context=trusted) as answer:  # noqa: S310
            return json.load(answer)

    def api_key(self, address: str, role: dict[str, Any]) -> str:
        """A new key, encoded as clients want it, that may do what the role says and no more."""
        asked = {"name": "techaccord", "role_descriptors": {"techaccord": role}}
        return self.open(f"{address}/_security/api_key", asked)["encoded"]


def _hashed(password: str) -> str:
    salt = secrets.token_bytes(SALT_BYTES)
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS, KEY_BYTES)
    salt_text, key_text = (base64.b64encode(part).decode() for part in (salt, key))
    return f"{{PBKDF2}}{ITERATIONS}${salt_text}${key_text}"


# --- Certificates ---------------------------------------------------------------------------


def write_authority(path: Path, name: str) -> ec.EllipticCurvePrivateKey:
    """The certificate of a new authority; returns its key, for whoever wants something signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(name, name, key.public_key(), key.public_key()).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    _write(path, certificate, key)
    return key


def _write_node(
    certificate_path: Path,
    key_path: Path,
    authority: str,
    authority_key: ec.EllipticCurvePrivateKey,
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    where = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(ADDRESS))])
    certificate = _certificate("Test node", authority, key.public_key(), authority_key.public_key())
    _write(certificate_path, certificate.add_extension(where, critical=False), authority_key)
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    key_path.write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))


def _certificate(
    subject: str, issuer: str, key: ec.EllipticCurvePublicKey, signer: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    today = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=30))
        # Newer Pythons accept no chain without them.
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer), critical=False)
    )


def _write(
    path: Path, certificate: x509.CertificateBuilder, signer: ec.EllipticCurvePrivateKey
) -> None:
    signed = certificate.sign(signer, hashes.SHA256())
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
