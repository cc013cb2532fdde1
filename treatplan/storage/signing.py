"""Signatures by the users' own keys: made after the passphrase was asked again, verified by the public key alone."""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from treatplan.domain.access import Session
from treatplan.services.clinic.visit_ports import Signing
from treatplan.storage.keys.keyfile import KeyFile

_PUBLIC: Final = 32
_SIGNATURE: Final = 64


class OwnKey:
    """Fills `Signing`: the key of one user, for as long as one thing is signed."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw().hex()

    def sign(self, statement: str) -> str:
        """The signature under a text, in hex."""
        return self._key.sign(statement.encode()).hex()


def fits(public: str, statement: str, signature: str) -> bool:
    """Whether the holder of a public key signed this text. What is no key or no signature fits nothing."""
    try:
        key, made = bytes.fromhex(public), bytes.fromhex(signature)
    except ValueError:
        return False
    if (len(key), len(made)) != (_PUBLIC, _SIGNATURE):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(made, statement.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


class KeyFileSignatures:
    """Fills `Signatures` with the key file of an open clinic."""

    def __init__(self, keys: KeyFile) -> None:
        self._keys = keys

    def prove(self, session: Session, passphrase: str) -> Signing:
        """The key of who is at the keyboard. Raises `WrongSecret`; takes as long as unlocking does."""
        return OwnKey(self._keys.unlock(session.login, passphrase).signing_key)

    def fits(self, public: str, statement: str, signature: str) -> bool:
        """Whether a signature is that of the holder of a public key."""
        return fits(public, statement, signature)
