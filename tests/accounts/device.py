"""A phone that keeps passkeys: what a browser and its authenticator do, without either."""

from __future__ import annotations

import json
import secrets
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Device:
    def __init__(self, origin: str = "https://testserver") -> None:
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.owner = b""

    def create(self, options: dict) -> str:
        """A new passkey, as the form sends it."""
        public = options["publicKey"]
        self.owner = websafe_decode(public["user"]["id"])
        cose = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        data = self._data(public["rp"]["id"], PRESENT | VERIFIED | ATTESTED) + attested + cose
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._sent(
            "create",
            public,
            {"attestationObject": websafe_encode(statement)},
            {"credProps": {"rk": True}},
        )

    def use(self, options: dict) -> str:
        """The answer to a question for the passkey."""
        public = options["publicKey"]
        data = self._data(public["rpId"], PRESENT | VERIFIED)
        signed = data + sha256(self._client_data("get", public)).digest()
        return self._sent(
            "get",
            public,
            {
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
                "userHandle": websafe_encode(self.owner),
            },
            {},
        )

    def _data(self, relying_party: str, flags: int) -> bytes:
        return sha256(relying_party.encode()).digest() + bytes([flags]) + bytes(4)

    def _client_data(self, action: str, public: dict) -> bytes:
        return json.dumps(
            {
                "type": f"webauthn.{action}",
                "challenge": public["challenge"],
                "origin": self.origin,
                "crossOrigin": False,
            }
        ).encode()

    def _sent(self, action: str, public: dict, response: dict, extensions: dict) -> str:
        return json.dumps(
            {
                "id": websafe_encode(self.credential_id),
                "rawId": websafe_encode(self.credential_id),
                "type": "public-key",
                "clientExtensionResults": extensions,
                "response": {
                    "clientDataJSON": websafe_encode(self._client_data(action, public)),
                    **response,
                },
            }
        )
