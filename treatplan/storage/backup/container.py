"""Format 1 of a backup file. In clear: what it is, and the key file, with which a bare machine opens it. Then chunks.

The chunks are sealed under a key that takes the data key and this file's salt, each with its number and whether it is
the last, and all bound to the clear part: what is changed, cut off, swapped or added anywhere does not open.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from treatplan.domain.errors import Problem, TooNew
from treatplan.domain.value import value
from treatplan.storage.keys import format as key_format

ENDING: Final = ".tpbackup"
VERSION: Final = 1
CHUNK: Final = 64 * 1024
SALT: Final = 32

_MAGIC: Final = b"treatplan-backup/"
_FIRST: Final = re.compile(rb"treatplan-backup/([1-9][0-9]{0,3})\n")
_ID: Final = re.compile(r"[0-9a-f]{32}")
_LONGEST_LINE: Final = 4096
_LONGEST_TEXT: Final = 200
_TAG: Final = 16
_FIELDS: Final = {"db_id", "made_at", "program", "salt", "schema"}


class Damage(Exception):
    """This file can't be used. Its text says why, and quotes nothing from it."""


@value
class Head:
    """What is said in clear: of which clinic, from when, and by which program. Believed once the first chunk opens."""

    db_id: str
    made_at: datetime
    program: str
    schema: str
    salt: bytes


@value
class Clear:
    """The clear part of a file: its head, the key file as it was, and all its bytes."""

    head: Head
    keys: bytes
    raw: bytes


def clear_part(head: Head, keys: bytes) -> Clear:
    """The clear part of a new file. `keys` is a whole key file."""
    plain = {
        "db_id": head.db_id,
        "made_at": head.made_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "program": head.program,
        "salt": base64.b64encode(head.salt).decode(),
        "schema": head.schema,
    }
    raw = b"%s%d\n%s\n%s" % (_MAGIC, VERSION, _canonical(plain), keys)
    return Clear(head=head, keys=keys, raw=raw)


def read_clear(file: BinaryIO, name: str) -> Clear:
    """The clear part, as far as it can be believed before a chunk is opened. Raises `Damage`, `TooNew`."""
    first = file.readline(len(_MAGIC) + 6)
    if not first:
        raise Damage("is empty")
    found = _FIRST.fullmatch(first)
    if not found:
        raise Damage("is cut off in its first line" if _MAGIC.startswith(first) else "is no backup of treatplan")
    version = int(found[1])
    if version > VERSION:
        message = f"is a backup of format {version}; this program reads format {VERSION}. A newer treatplan is needed"
        raise TooNew(Problem(file=name, field="", message=message))
    head = _line(file, _LONGEST_LINE)
    keys = _line(file, _LONGEST_LINE) + _line(file, key_format.MOST_BYTES)
    return Clear(head=_head(head), keys=keys, raw=first + head + keys)


def seal(data: Iterator[bytes], data_key: bytes, clear: Clear, write: Callable[[bytes], object]) -> None:
    """Write `data` as sealed chunks. Whoever calls writes the clear part first."""
    cipher, bound = _cipher(data_key, clear)
    waiting, number = b"", 0
    for piece in data:
        waiting += piece
        while len(waiting) > CHUNK:  # the last one is written when it is known to be the last
            write(cipher.encrypt(_nonce(number, last=False), waiting[:CHUNK], bound))
            waiting, number = waiting[CHUNK:], number + 1
    write(cipher.encrypt(_nonce(number, last=True), waiting, bound))


def opened(file: BinaryIO, data_key: bytes, clear: Clear) -> Iterator[bytes]:
    """The data of the chunks, from where the clear part ends. Raises `Damage`: then nothing of it is to be kept."""
    cipher, bound = _cipher(data_key, clear)
    number, read = 0, file.read(CHUNK + _TAG)
    while True:
        after = file.read(CHUNK + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not after), read, bound)
        except InvalidTag:
            raise Damage(_what_is_wrong(cipher, bound, (number, read), at_end=not after)) from None
        if not after:
            return
        number, read = number + 1, after


def _what_is_wrong(cipher: ChaCha20Poly1305, bound: bytes, chunk: tuple[int, bytes], *, at_end: bool) -> str:
    number, read = chunk
    if not read:
        return "is cut off before its first part"
    try:
        cipher.decrypt(_nonce(number, last=not at_end), read, bound)
    except InvalidTag:
        if number == 0:
            return "is damaged or was changed: what it says of itself and its first part do not belong together"
        return f"is damaged, or not as long as it was: its part {number + 1} does not fit"
    return "is cut off" if at_end else "has something behind its end"


def _cipher(data_key: bytes, clear: Clear) -> tuple[ChaCha20Poly1305, bytes]:
    key = HKDF(SHA256(), 32, clear.head.salt, b"treatplan backup").derive(data_key)
    return ChaCha20Poly1305(key), hashlib.sha256(clear.raw).digest()


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _line(file: BinaryIO, most: int) -> bytes:
    line = file.readline(most + 1)
    if not line.endswith(b"\n"):
        raise Damage("is cut off before its first part" if len(line) <= most else "is no backup of treatplan")
    return line


def _head(line: bytes) -> Head:
    try:
        return _believable(json.loads(line), line)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        raise Damage("is damaged: what it says of itself can't be read") from None


def _believable(data: Any, line: bytes) -> Head:
    """Raises `ValueError` and its kin for what this program does not write."""
    if not isinstance(data, dict) or data.keys() != _FIELDS or _canonical(data) + b"\n" != line:
        raise ValueError
    texts = {name: data[name] for name in _FIELDS if isinstance(data[name], str) and len(data[name]) <= _LONGEST_TEXT}
    made_at = datetime.fromisoformat(texts["made_at"])
    salt = base64.b64decode(texts["salt"], validate=True)
    if made_at.utcoffset() is None or len(salt) != SALT or not _ID.fullmatch(texts["db_id"]):
        raise ValueError
    return Head(db_id=texts["db_id"], made_at=made_at, program=texts["program"], schema=texts["schema"], salt=salt)


def _canonical(data: Any) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
