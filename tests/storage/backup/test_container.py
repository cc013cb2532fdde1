"""The sealed parts of a backup file: what goes in comes out, whatever its length."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatplan.storage.backup import container
from treatplan.storage.backup.container import CHUNK, Clear, Damage, Head

KEY = bytes(range(32))
HEAD = Head(
    db_id="0" * 32, made_at=datetime(2026, 11, 25, 12, tzinfo=UTC), program="1", schema="0001", salt=bytes(range(32))
)
CLEAR = container.clear_part(HEAD, b"sum\nkeys\n")


def sealed(data: bytes, size: int = 1000, clear: Clear = CLEAR) -> bytes:
    pieces: Iterator[bytes] = (data[start : start + size] for start in range(0, len(data), size))
    made: list[bytes] = []
    container.seal(pieces, KEY, clear, made.append)
    return b"".join(made)


def unsealed(raw: bytes, key: bytes = KEY, clear: Clear = CLEAR) -> bytes:
    return b"".join(container.opened(io.BytesIO(raw), key, clear))


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7])
@pytest.mark.parametrize("size", [999, CHUNK, 3 * CHUNK])
def test_that_what_was_sealed_comes_out_again(length: int, size: int) -> None:
    data = bytes(number % 251 for number in range(length))
    assert unsealed(sealed(data, size)) == data


@pytest.mark.parametrize("length", [0, CHUNK, 2 * CHUNK])
def test_that_a_file_that_ends_with_a_whole_part_can_neither_be_cut_nor_made_longer(length: int) -> None:
    raw = sealed(bytes(length))
    with pytest.raises(Damage, match=r"behind its end|not as long|belong together"):
        unsealed(raw + raw[:100])
    if length > CHUNK:
        with pytest.raises(Damage, match="is cut off"):
            unsealed(raw[: CHUNK + 16])


@given(st.binary(max_size=200), st.integers(0, 31))
def test_that_another_key_opens_nothing(data: bytes, at: int) -> None:
    other = bytearray(KEY)
    other[at] ^= 1
    with pytest.raises(Damage):
        unsealed(sealed(data), bytes(other))


def test_that_the_clear_part_is_read_as_it_was_written() -> None:
    read = container.read_clear(io.BytesIO(CLEAR.raw + b"parts\nand more"), "x")
    assert read == CLEAR


def test_that_two_files_of_one_clinic_share_no_key() -> None:
    other = container.clear_part(
        Head(db_id=HEAD.db_id, made_at=HEAD.made_at, program="1", schema="0001", salt=bytes(32)), b"sum\nkeys\n"
    )
    assert sealed(b"the same", clear=other) != sealed(b"the same")
