"""What a key file says, as values. Nothing in it is secret without a passphrase or the recovery code."""

from dataclasses import replace

from treatplan.domain.value import value
from treatplan.storage.keys.cost import Cost
from treatplan.storage.keys.names import folded
from treatplan.storage.keys.sealing import Locked


@value
class UserHead:
    """What is known of a user without the passphrase. `user` is the login name as it is shown."""

    id: str
    user: str
    cost: Cost
    salt: bytes
    wrapping_public: bytes
    signing_public: bytes


@value
class UserSlot:
    """A user's place: `locked` holds the private keys and the file key, `sealed` the data key."""

    head: UserHead
    locked: Locked
    sealed: bytes


@value
class RecoveryHead:
    """What is known of the recovery code without the code."""

    id: str
    salt: bytes


@value
class RecoverySlot:
    """The place of the recovery code: `locked` holds the data key and the file key."""

    head: RecoveryHead
    locked: Locked


@value
class Body:
    """A whole key file. `generation` grows by one with each change; `db_id` says which clinic it belongs to."""

    db_id: str
    generation: int
    users: tuple[UserSlot, ...]
    recovery: RecoverySlot

    def slot_of(self, user: str) -> UserSlot | None:
        """The slot of a user, however the name is typed."""
        wanted = folded(user)
        return next((slot for slot in self.users if folded(slot.head.user) == wanted), None)

    def ids(self) -> tuple[str, ...]:
        return (*(slot.head.id for slot in self.users), self.recovery.head.id)

    def with_user(self, slot: UserSlot) -> "Body":
        """The next generation, in which `slot` stands in the place of the one with its id, or at the end."""
        users = tuple(slot if old.head.id == slot.head.id else old for old in self.users)
        return self._next(users if slot in users else (*users, slot))

    def without_user(self, slot: UserSlot) -> "Body":
        """The next generation, without this slot."""
        return self._next(tuple(old for old in self.users if old != slot))

    def with_recovery(self, slot: RecoverySlot) -> "Body":
        """The next generation, opened by another recovery code."""
        return replace(self._next(self.users), recovery=slot)

    def resealed(self, users: tuple[UserSlot, ...], recovery: RecoverySlot) -> "Body":
        """The next generation, of the same users, with another data key in every slot."""
        return replace(self._next(users), recovery=recovery)

    def _next(self, users: tuple[UserSlot, ...]) -> "Body":
        return replace(self, generation=self.generation + 1, users=users)
