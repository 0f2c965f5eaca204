"""A university's SAML side: it reads our question and signs its answer."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Saml

ENTITY = "https://idp.rivers.example/metadata"
SIGN_IN = "https://idp.rivers.example/sso"
SITE = "http://testserver/sso/saml/rivers"
PERSON = "ana@rivers.example"

TEMPLATE = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
 xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="answer" Version="2.0"
 IssueInstant="{now}" Destination="{site}/acs/"{asked}>
<saml:Issuer>{entity}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
<saml:Assertion ID="assertion" Version="2.0" IssueInstant="{now}">
<saml:Issuer>{entity}</saml:Issuer>
<saml:Subject><saml:NameID>person-17</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{site}/acs/"{asked}/>
</saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{since}" NotOnOrAfter="{until}">
<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>
</saml:Conditions>
<saml:AuthnStatement AuthnInstant="{now}"><saml:AuthnContext><saml:AuthnContextClassRef>
urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>
</saml:AuthnStatement>
<saml:AttributeStatement>
<saml:Attribute Name="urn:oid:0.9.2342.19200300.100.1.3">
<saml:AttributeValue>{person}</saml:AttributeValue></saml:Attribute>
<saml:Attribute Name="urn:oid:2.5.4.42"><saml:AttributeValue>Ana</saml:AttributeValue>
</saml:Attribute>
<saml:Attribute Name="urn:oid:2.5.4.4"><saml:AttributeValue>Ríos</saml:AttributeValue>
</saml:Attribute>
</saml:AttributeStatement>
</saml:Assertion>
</samlp:Response>"""


@cache
def _pair(name: str) -> tuple[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return pem.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


CERTIFICATE = _pair("idp.rivers.example")[1]


def number_of(address: str) -> str:
    """The ID of the question in a redirect to us."""
    question = b64decode(parse_qs(urlsplit(address).query)["SAMLRequest"][0])
    return ElementTree.fromstring(zlib.decompress(question, -15)).attrib["ID"]  # noqa: S314


def answer(
    number: str | None,
    *,
    sign: bool = True,
    other_key: bool = False,
    after_signing: bool = False,
    address: str = PERSON,
    audience: str = f"{SITE}/metadata/",
    minutes: int = 5,
) -> str:
    """A form value that says Ana signed in here, until `minutes` from now."""
    now = datetime.now(UTC)
    moments = {
        "now": now,
        "since": now - timedelta(hours=2),
        "until": now + timedelta(minutes=minutes),
    }
    xml = TEMPLATE.format(
        **{name: f"{moment:%Y-%m-%dT%H:%M:%SZ}" for name, moment in moments.items()},
        site=SITE,
        entity=ENTITY,
        audience=audience,
        person=PERSON if after_signing else address,
        asked=f' InResponseTo="{number}"' if number else "",
    ).encode()
    if sign:
        key, certificate = _pair("somebody else" if other_key else "idp.rivers.example")
        xml = Saml.add_sign(xml, key, certificate)
    if after_signing:
        xml = xml.replace(PERSON.encode(), address.encode())
    return b64encode(xml).decode()
