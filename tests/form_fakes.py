"""Forms that are not stored yet, in memory."""

from treatplan.domain.form import FormDraft
from treatplan.domain.ids import UserId


class FakeForms:
    """Fills `FormStore`."""

    def __init__(self, forms: dict[tuple[int, str], FormDraft]) -> None:
        self._forms = forms

    def of(self, user: UserId) -> tuple[FormDraft, ...]:
        own = [draft for (id_, _), draft in self._forms.items() if id_ == user]
        own.reverse()  # of the same moment the newest stands last
        return tuple(sorted(own, key=lambda draft: draft.changed_at, reverse=True))

    def keep(self, user: UserId, draft: FormDraft) -> None:
        self._forms[user, draft.form] = draft

    def drop(self, user: UserId, form: str) -> None:
        self._forms.pop((user, form), None)
