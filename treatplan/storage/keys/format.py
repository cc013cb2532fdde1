"""Format 1 of the key file: line 1 is the SHA-256 of line 2, line 2 is canonical JSON.

Nothing that is read is believed. The sum tells a damaged copy from a wrong passphrase. Against a person it
proves nothing: that is what the tag is for.
"""

import base64
import hashlib
import json
import re
from typing import Any

from treatplan.domain.errors import Problem, TooNew
from treatplan.domain.value import value
from treatplan.storage.keys.body import Body, RecoveryHead, RecoverySlot, UserHead, UserSlot
from treatplan.storage.keys.cost import Cost, Limits
from treatplan.storage.keys.names import fault, folded
from treatplan.storage.keys.sealing import KEY, NONCE, SALT, SEALED_KEY, TAG, Locked

MAGIC = "treatplan-keys"
VERSION = 1
MOST_BYTES = 1_000_000  # room for a thousand users
_MOST_GENERATIONS = 2**53  # JSON holds no larger number everywhere
_ID = re.compile(r"[0-9a-f]{32}")
_ARGON = "argon2id"
_HKDF = "hkdf-sha256"


class Damaged(Exception):
    """This copy can't be used. Its text says why, and quotes nothing from the file."""


@value
class Tagged:
    """A key file as it was read: what it says, and the tag that is to vouch for it."""

    body: Body
    tag: bytes


def content_of(body: Body) -> bytes:
    """What the tag vouches for."""
    return _canonical(_plain(body))


def bound_to(db_id: str, head: UserHead | RecoveryHead) -> bytes:
    """What the secrets of a slot are bound to: which clinic, whose slot, and how its key is made."""
    return _canonical([MAGIC, VERSION, db_id, _plain_head(head)])


def file_of(body: Body, tag: bytes) -> bytes:
    """The bytes of a key file."""
    line = _canonical({**_plain(body), "mac": _text(tag)})
    return hashlib.sha256(line).hexdigest().encode() + b"\n" + line + b"\n"


def read(raw: bytes, file: str, limits: Limits) -> Tagged:
    """A key file from its bytes. Raises `Damaged`; `TooNew`, which names the file, where a newer program wrote it."""
    data = _parsed(raw)
    if not isinstance(data, dict) or data.get("magic") != MAGIC:
        raise Damaged("is no key file")
    version = data.get("v")
    if type(version) is int and version > VERSION:
        raise TooNew(
            Problem(
                file=file,
                field="",
                message=f"is a key file of version {version}; this program reads version {VERSION}. "
                "A newer treatplan is needed",
            )
        )
    try:
        return _tagged(data, limits)
    except (TypeError, ValueError):  # a field is missing, too many, or not what it should be
        raise Damaged("is no whole key file") from None


def _parsed(raw: bytes) -> Any:
    if not raw:
        raise Damaged("is empty")
    if len(raw) > MOST_BYTES:
        raise Damaged("is too large to be a key file")
    sum_, _, rest = raw.partition(b"\n")
    line = rest.removesuffix(b"\n")
    if hashlib.sha256(line).hexdigest().encode() != sum_:
        raise Damaged("is damaged: its checksum does not fit")
    try:
        data = json.loads(line)
        if _canonical(data) != line:  # a field twice, a number in another form: not written by this program
            raise Damaged("is no key file")
    except (ValueError, RecursionError):
        raise Damaged("is no key file") from None
    return data


def _canonical(data: Any) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


# Values to JSON


def _plain(body: Body) -> dict[str, Any]:
    users = [
        {**_plain_head(slot.head), **_plain_locked(slot.locked), "sealed_dek": _text(slot.sealed)}
        for slot in body.users
    ]
    recovery = {**_plain_head(body.recovery.head), **_plain_locked(body.recovery.locked)}
    return {"magic": MAGIC, "v": VERSION, "db_id": body.db_id, "gen": body.generation, "slots": [*users, recovery]}


def _plain_head(head: UserHead | RecoveryHead) -> dict[str, Any]:
    if isinstance(head, RecoveryHead):
        return {"id": head.id, "kind": "recovery", "kdf": {"alg": _HKDF, "salt": _text(head.salt)}}
    cost = {"m": head.cost.memory_kib, "t": head.cost.passes, "p": head.cost.lanes}
    return {
        "id": head.id,
        "kind": "user",
        "user": head.user,
        "kdf": {"alg": _ARGON, **cost, "salt": _text(head.salt)},
        "x25519_public": _text(head.wrapping_public),
        "ed25519_public": _text(head.signing_public),
    }


def _plain_locked(locked: Locked) -> dict[str, str]:
    return {"nonce": _text(locked.nonce), "ct": _text(locked.text)}


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


# JSON to values. Each raises `ValueError` or `TypeError` for what it does not expect.


def _tagged(data: dict[str, Any], limits: Limits) -> Tagged:
    _only(data, "magic", "v", "db_id", "gen", "slots", "mac")
    if type(data["v"]) is not int or data["v"] != VERSION or not isinstance(data["slots"], list):
        raise ValueError
    *users, recovery = data["slots"] or [None]
    body = Body(
        db_id=_id(data["db_id"]),
        generation=_whole(data["gen"], _MOST_GENERATIONS),
        users=tuple(_user(slot, limits) for slot in users),
        recovery=_recovery(recovery),
    )
    names = {folded(slot.head.user) for slot in body.users}
    if not users or len(names) < len(users) or len(set(body.ids())) < len(body.ids()):
        raise ValueError
    return Tagged(body=body, tag=_bytes(data["mac"], KEY))


def _user(slot: Any, limits: Limits) -> UserSlot:
    _only(slot, "id", "kind", "user", "kdf", "x25519_public", "ed25519_public", "nonce", "ct", "sealed_dek")
    kdf = _only(slot["kdf"], "alg", "m", "t", "p", "salt")
    if slot["kind"] != "user" or kdf["alg"] != _ARGON or not isinstance(slot["user"], str) or fault(slot["user"]):
        raise ValueError
    cost = Cost(
        memory_kib=_whole(kdf["m"], _MOST_GENERATIONS),
        passes=_whole(kdf["t"], _MOST_GENERATIONS),
        lanes=_whole(kdf["p"], _MOST_GENERATIONS),
    )
    if not limits.allow(cost):
        raise Damaged("was changed outside the program: it makes guessing a passphrase too cheap, or a login too slow")
    head = UserHead(
        id=_id(slot["id"]),
        user=slot["user"],
        cost=cost,
        salt=_bytes(kdf["salt"], SALT),
        wrapping_public=_bytes(slot["x25519_public"], KEY),
        signing_public=_bytes(slot["ed25519_public"], KEY),
    )
    return UserSlot(head=head, locked=_locked(slot, 3 * KEY), sealed=_bytes(slot["sealed_dek"], SEALED_KEY))


def _recovery(slot: Any) -> RecoverySlot:
    _only(slot, "id", "kind", "kdf", "nonce", "ct")
    kdf = _only(slot["kdf"], "alg", "salt")
    if slot["kind"] != "recovery" or kdf["alg"] != _HKDF:
        raise ValueError
    head = RecoveryHead(id=_id(slot["id"]), salt=_bytes(kdf["salt"], SALT))
    return RecoverySlot(head=head, locked=_locked(slot, 2 * KEY))


def _locked(slot: dict[str, Any], secret: int) -> Locked:
    return Locked(nonce=_bytes(slot["nonce"], NONCE), text=_bytes(slot["ct"], secret + TAG))


def _only(data: Any, *names: str) -> dict[str, Any]:
    if not isinstance(data, dict) or data.keys() != set(names):
        raise ValueError
    return data


def _id(data: Any) -> str:
    if not isinstance(data, str) or not _ID.fullmatch(data):
        raise ValueError
    return data


def _whole(data: Any, most: int) -> int:
    if type(data) is not int or not 1 <= data <= most:
        raise ValueError
    return data


def _bytes(data: Any, length: int) -> bytes:
    if not isinstance(data, str):
        raise TypeError
    raw = base64.b64decode(data, validate=True)
    if len(raw) != length or _text(raw) != data:
        raise ValueError
    return raw
