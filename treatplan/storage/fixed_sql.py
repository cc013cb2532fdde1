"""Triggers that hold what never changes, also against SQL that goes past this program's services. SQLite only.

A migration holds a copy of its own, because it never changes; a test compares the two at head.
`INSERT OR REPLACE` deletes without a delete trigger, so a taken id is refused as well.
"""


def _refuse(name: str, when: str, table: str, condition: str, why: str) -> str:
    where = f" WHEN {condition}" if condition else ""
    return f"CREATE TRIGGER {name} BEFORE {when} ON {table}{where} BEGIN SELECT RAISE(ABORT, '{why}'); END"


def _never(table: str, key: str) -> dict[str, str]:
    why = f"a row of {table} never changes"
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = new.{key})"  # noqa: S608  (names of our own)
    return {
        f"{table}_no_update": _refuse(f"{table}_no_update", "UPDATE", table, "", why),
        f"{table}_no_delete": _refuse(f"{table}_no_delete", "DELETE", table, "", why),
        f"{table}_no_replace": _refuse(f"{table}_no_replace", "INSERT", table, taken, why),
    }


_MOVED = "new.id <> old.id"  # UPDATE OR REPLACE would throw out the row whose id it takes
_RENAMED = f"{_MOVED} OR new.plan_id <> old.plan_id OR new.number <> old.number"
_RECORDED = "a recorded intake never changes"
_SIGNED = "a signed visit never changes"
_RELEASED = "a released plan never changes"
_SAME = " AND ".join(
    f"new.{column} IS old.{column}"
    for column in (
        "id",
        "plan_id",
        "number",
        "intake_id",
        "body",
        "findings",
        "drafted",
        "released_at",
        "released_by_id",
    )
)
_STEP = (
    "(new.status = old.status OR (old.status = 'released' AND new.status IN ('amended', 'closed'))"
    " OR (old.status = 'amended' AND new.status = 'closed'))"
)

FIXED_TRIGGERS = {
    **_never("audit", "number"),
    **_never("handout", "id"),
    **_never("handout_given", "id"),
    **_never("visit_note", "id"),
    "visit_note_no_second": _refuse(
        "visit_note_no_second",
        "INSERT",
        "visit_note",
        "EXISTS (SELECT 1 FROM visit_note WHERE visit_id = new.visit_id AND number = new.number)",
        "a row of visit_note never changes",
    ),
    **_never("backup", "id"),
    **_never("restoration", "id"),
    "visit_no_update": _refuse("visit_no_update", "UPDATE", "visit", f"old.state <> 'draft' OR {_MOVED}", _SIGNED),
    "visit_no_other_patient": _refuse(
        "visit_no_other_patient",
        "UPDATE",
        "visit",
        "new.patient_id <> old.patient_id OR new.opened_by_id <> old.opened_by_id",
        "a visit stays with its patient",
    ),
    "visit_no_delete": _refuse("visit_no_delete", "DELETE", "visit", "old.state <> 'draft'", _SIGNED),
    "visit_no_replace": _refuse(
        "visit_no_replace",
        "INSERT",
        "visit",
        "EXISTS (SELECT 1 FROM visit WHERE id = new.id AND state <> 'draft')",
        _SIGNED,
    ),
    "intake_no_update": _refuse("intake_no_update", "UPDATE", "intake", f"old.state <> 'draft' OR {_MOVED}", _RECORDED),
    "intake_no_delete": _refuse("intake_no_delete", "DELETE", "intake", "old.state <> 'draft'", _RECORDED),
    "intake_no_replace": _refuse(
        "intake_no_replace",
        "INSERT",
        "intake",
        "EXISTS (SELECT 1 FROM intake WHERE id = new.id AND state <> 'draft')",
        _RECORDED,
    ),
    "plan_version_no_update": _refuse(
        "plan_version_no_update",
        "UPDATE",
        "plan_version",
        f"old.status <> 'draft' AND NOT ({_SAME} AND {_STEP})",
        _RELEASED,
    ),
    "plan_version_no_skip": _refuse(
        "plan_version_no_skip",
        "UPDATE",
        "plan_version",
        "old.status = 'draft' AND (" + _RENAMED + " OR new.status NOT IN ('draft', 'released')"  # noqa: S608  (names of our own)
        " OR (new.status = 'released' AND EXISTS"
        " (SELECT 1 FROM plan_version WHERE plan_id = old.plan_id AND status = 'released')))",
        "a draft is only released, and only where no other version is",
    ),
    "plan_version_no_delete": _refuse(
        "plan_version_no_delete", "DELETE", "plan_version", "old.status <> 'draft'", _RELEASED
    ),
    "plan_version_no_replace": _refuse(
        "plan_version_no_replace",
        "INSERT",
        "plan_version",
        "EXISTS (SELECT 1 FROM plan_version WHERE status <> 'draft'"
        " AND (id = new.id OR (plan_id = new.plan_id"
        " AND (number = new.number OR (status = 'released' AND new.status = 'released')))))",
        _RELEASED,
    ),
}
"""Name and SQL: a migration that rebuilds one of these tables loses them, so its runner makes them again from here."""
