"""Signatures: made by a user's own key after the passphrase, and worth nothing anywhere else."""

from pathlib import Path

import pytest

from tests.clinic_fakes import a_session
from tests.storage import rooms
from treatplan.domain.errors import WrongSecret
from treatplan.storage.signing import KeyFileSignatures, OwnKey, fits

KEY = OwnKey(bytes(range(32)))
OTHER = OwnKey(bytes(range(1, 33)))


def test_that_a_signature_fits_its_text_and_its_key_and_nothing_else() -> None:
    signature = KEY.sign("7:visit 1")
    assert fits(KEY.public, "7:visit 1", signature)
    assert not fits(KEY.public, "7:visit 2", signature)
    assert not fits(OTHER.public, "7:visit 1", signature)
    assert not fits(KEY.public, "7:visit 1", OTHER.sign("7:visit 1"))


@pytest.mark.parametrize("nonsense", ["", "00", "zz" * 32, "ab" * 31, "ab" * 65, "李" * 64])
def test_that_what_is_no_key_or_signature_fits_nothing(nonsense: str) -> None:
    signature = KEY.sign("x")
    assert not fits(nonsense, "x", signature)
    assert not fits(KEY.public, "x", nonsense)


def test_that_the_key_of_a_session_takes_its_passphrase(clinic: Path) -> None:
    signatures = KeyFileSignatures(rooms.storage()._keys(clinic))
    proven = signatures.prove(a_session(), rooms.PASSPHRASE)
    [(public,)] = rooms.rows(clinic, "SELECT ed25519_public FROM user")
    assert proven.public == public
    assert signatures.fits(public, "x", proven.sign("x"))
    with pytest.raises(WrongSecret):
        signatures.prove(a_session(), rooms.OTHER_PASSPHRASE)


def test_that_no_key_shows_where_things_are_printed() -> None:
    assert "0x" in repr(KEY)
    assert bytes(range(32)).hex() not in repr(KEY.__dict__)
