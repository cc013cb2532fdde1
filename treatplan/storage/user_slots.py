"""The places of users in the key file, changed by who has proven their passphrase again. Fills `UserSlots`."""

from treatplan.domain.access import Session
from treatplan.domain.record import UserKeys
from treatplan.storage.keys.keyfile import KeyFile, Unlocked
from treatplan.storage.weak import Common, refuse_weak


class KeyFileSlots:
    """The key file of an open clinic. Holds no secret."""

    def __init__(self, keys: KeyFile, common: Common) -> None:
        self._keys = keys
        self._common = common

    def logins(self) -> tuple[str, ...]:
        return self._keys.users()

    def prove(self, session: Session, passphrase: str) -> "KeyFileKeeper":
        """Raises `WrongSecret`, `TooSoon`; takes as long as unlocking does."""
        return KeyFileKeeper(self._keys, self._keys.unlock(session.login, passphrase), self._common)


class KeyFileKeeper:
    """Fills `SlotKeeper`, for as long as one thing is done."""

    def __init__(self, keys: KeyFile, unlocked: Unlocked, common: Common) -> None:
        self._keys = keys
        self._unlocked = unlocked
        self._common = common

    def add(self, login: str, passphrase: str, *names: str) -> UserKeys:
        """A place for a user whom the clinic does not let in yet.

        One of this name that is there already was left when adding them was cut short: nobody was told its passphrase
        worked, and it goes.
        """
        refuse_weak(passphrase, login, *names, common=self._common)
        self.remove(login)
        self._keys.add_user(self._unlocked, login, passphrase)
        head = self._keys.head_of(login)
        if head is None:
            raise RuntimeError("a place in the key file was made and is not there")
        return UserKeys(
            slot=head.id, x25519_public=head.wrapping_public.hex(), ed25519_public=head.signing_public.hex()
        )

    def remove(self, login: str) -> None:
        """Take a user's place away, if there is one; never that of who asks."""
        head = self._keys.head_of(login)
        if head is not None and head.id != self._unlocked.slot_id:
            self._keys.remove_user(self._unlocked, login)

    def refuse_weak(self, passphrase: str, *names: str) -> None:
        refuse_weak(passphrase, *names, common=self._common)

    def renew(self, passphrase: str) -> None:
        """Another passphrase for who asks; their keys stay."""
        self._keys.change_passphrase(self._unlocked, self._unlocked.user, passphrase)

    def generation(self) -> int:
        return self._keys.generation(self._unlocked)
