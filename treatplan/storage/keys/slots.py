"""How a slot of the key file is made for a user or a recovery code, and opened by one."""

import os
import uuid
from dataclasses import field, replace

from treatplan.domain.value import value
from treatplan.storage.keys import sealing
from treatplan.storage.keys.body import RecoveryHead, RecoverySlot, UserHead, UserSlot
from treatplan.storage.keys.cost import Cost
from treatplan.storage.keys.format import bound_to
from treatplan.storage.keys.sealing import KEY, SALT, Pair


@value
class Secrets:
    """What opens a clinic: the data key encrypts the database, the file key vouches for the key file."""

    data_key: bytes = field(repr=False)
    file_key: bytes = field(repr=False)


@value
class OpenedUser:
    """A user's slot, opened. `data_key` is None where the seal is not of this slot."""

    pair: Pair
    file_key: bytes = field(repr=False)
    data_key: bytes | None = field(repr=False)


def new_id() -> str:
    """A name that nothing else has."""
    return uuid.uuid4().hex


def user_slot(
    db_id: str, known_as: tuple[str, str], passphrase: str, cost: Cost, pair: Pair, secrets: Secrets
) -> UserSlot:
    """A slot for a user. `known_as` is the slot's id and the login name."""
    slot_id, user = known_as
    head = UserHead(
        id=slot_id,
        user=user,
        cost=cost,
        salt=os.urandom(SALT),
        wrapping_public=pair.wrapping_public(),
        signing_public=pair.signing_public(),
    )
    bound = bound_to(db_id, head)
    key = sealing.key_from_passphrase(passphrase, head.salt, cost)
    locked = sealing.lock(key, pair.wrapping + pair.signing + secrets.file_key, bound)
    return UserSlot(head=head, locked=locked, sealed=sealing.seal(secrets.data_key, head.wrapping_public, bound))


def resealed(db_id: str, slot: UserSlot, data_key: bytes) -> UserSlot:
    """The same slot for another data key. Takes no passphrase: it is sealed to the user's public key."""
    sealed = sealing.seal(data_key, slot.head.wrapping_public, bound_to(db_id, slot.head))
    return replace(slot, sealed=sealed)


def open_user(db_id: str, slot: UserSlot, passphrase: str) -> OpenedUser | None:
    """What a slot holds, or None where the passphrase is wrong or the head of the slot was changed."""
    bound = bound_to(db_id, slot.head)
    key = sealing.key_from_passphrase(passphrase, slot.head.salt, slot.head.cost)
    secret = sealing.unlock(key, slot.locked, bound)
    if secret is None:
        return None
    pair = Pair(wrapping=secret[:KEY], signing=secret[KEY : 2 * KEY])
    return OpenedUser(pair=pair, file_key=secret[2 * KEY :], data_key=sealing.open_seal(slot.sealed, pair, bound))


def recovery_slot(db_id: str, slot_id: str, code: bytes, secrets: Secrets) -> RecoverySlot:
    """A slot for the bits of a recovery code."""
    head = RecoveryHead(id=slot_id, salt=os.urandom(SALT))
    key = sealing.key_from_code(code, head.salt)
    return RecoverySlot(head=head, locked=sealing.lock(key, secrets.data_key + secrets.file_key, bound_to(db_id, head)))


def open_recovery(db_id: str, slot: RecoverySlot, code: bytes) -> Secrets | None:
    """What the slot holds, or None where the code is another."""
    key = sealing.key_from_code(code, slot.head.salt)
    secret = sealing.unlock(key, slot.locked, bound_to(db_id, slot.head))
    return None if secret is None else Secrets(data_key=secret[:KEY], file_key=secret[KEY:])
