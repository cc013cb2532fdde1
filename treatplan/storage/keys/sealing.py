"""The few ways in which a secret is locked, sealed and vouched for. Bytes in, bytes out; no file, no format.

"Locked" takes one secret key to lock and to open. "Sealed" takes a public key to seal and the private one to open.
`bound` is what both sides must know besides: where it differs, nothing opens.
"""

import hmac
import os
import unicodedata
from dataclasses import field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from treatplan.domain.errors import Unavailable
from treatplan.domain.value import value
from treatplan.storage.keys.cost import Cost

KEY = 32  # bytes of every key, private or public
SALT = 16
NONCE = 12
TAG = 16  # bytes that a locked secret is longer than the secret
SEALED_KEY = KEY + KEY + TAG  # a sealed data key: the passing public key, then the key, then the tag
_NONCE_OF_A_SEAL = bytes(NONCE)  # the key of a seal is made for it and never used again


@value
class Locked:
    """A secret locked by a key."""

    nonce: bytes
    text: bytes


@value
class Pair:
    """A user's private keys: X25519 for opening what is sealed to them, the seed of Ed25519 for signing."""

    wrapping: bytes = field(repr=False)
    signing: bytes = field(repr=False)

    def wrapping_public(self) -> bytes:
        return X25519PrivateKey.from_private_bytes(self.wrapping).public_key().public_bytes_raw()

    def signing_public(self) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw()


def new_pair() -> Pair:
    """Fresh private keys."""
    return Pair(wrapping=os.urandom(KEY), signing=os.urandom(KEY))


def key_from_passphrase(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The key that a passphrase gives: the same however its letters were composed. Slow on purpose.

    Raises `Unavailable` where the machine has no memory for it.
    """
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    work = Argon2id(salt=salt, length=KEY, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    try:
        return work.derive(secret)
    except MemoryError:
        raise Unavailable(
            f"There is too little free memory to check a passphrase: it takes {cost.memory_kib // 1024} MiB. "
            "Close other programs and try again."
        ) from None


def key_from_code(secret: bytes, salt: bytes) -> bytes:
    """The key that the bits of a recovery code give. They are random: there is nothing to slow down."""
    return HKDF(SHA256(), KEY, salt, b"treatplan recovery code").derive(secret)


def lock(key: bytes, secret: bytes, bound: bytes) -> Locked:
    """Lock a secret."""
    nonce = os.urandom(NONCE)
    return Locked(nonce=nonce, text=ChaCha20Poly1305(key).encrypt(nonce, secret, bound))


def unlock(key: bytes, locked: Locked, bound: bytes) -> bytes | None:
    """The secret, or None where key or `bound` are not those it was locked with."""
    try:
        return ChaCha20Poly1305(key).decrypt(locked.nonce, locked.text, bound)
    except InvalidTag:
        return None


def seal(secret: bytes, public: bytes, bound: bytes) -> bytes:
    """Seal a secret to the holder of a public X25519 key. Nobody can tell who sealed it."""
    passing = X25519PrivateKey.generate()
    passing_public = passing.public_key().public_bytes_raw()
    shared = passing.exchange(X25519PublicKey.from_public_bytes(public))
    key = _key_of_seal(shared, passing_public, public)
    return passing_public + ChaCha20Poly1305(key).encrypt(_NONCE_OF_A_SEAL, secret, bound)


def open_seal(sealed: bytes, pair: Pair, bound: bytes) -> bytes | None:
    """The sealed secret, or None where it was sealed to somebody else, or bound to something else."""
    passing_public = sealed[:KEY]
    try:
        shared = X25519PrivateKey.from_private_bytes(pair.wrapping).exchange(
            X25519PublicKey.from_public_bytes(passing_public)
        )
        key = _key_of_seal(shared, passing_public, pair.wrapping_public())
        return ChaCha20Poly1305(key).decrypt(_NONCE_OF_A_SEAL, sealed[KEY:], bound)
    except (InvalidTag, ValueError):  # ValueError: a public key that no honest program makes
        return None


def _key_of_seal(shared: bytes, passing_public: bytes, public: bytes) -> bytes:
    return HKDF(SHA256(), KEY, passing_public + public, b"treatplan sealed key").derive(shared)


def tag_of(content: bytes, data_key: bytes, file_key: bytes) -> bytes:
    """What vouches for the content of a key file: only who holds both keys can make it."""
    key = HKDF(SHA256(), KEY, file_key, b"treatplan key file").derive(data_key)
    return hmac.digest(key, content, "sha256")


def is_tag(tag: bytes, content: bytes, data_key: bytes, file_key: bytes) -> bool:
    """Whether the tag vouches for the content."""
    return hmac.compare_digest(tag, tag_of(content, data_key, file_key))
