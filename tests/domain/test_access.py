"""What a role may do with what; what is left of a sitting."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.clinic_fakes import a_session
from tests.people_fakes import NOON
from treatplan.domain.access import (
    GRANTS,
    LONGEST_SITTING,
    NO_ONE,
    On,
    Permission,
    Role,
    Standing,
    allowed,
    as_it_stands,
    may,
    require_on,
)
from treatplan.domain.errors import NotAllowed

READ, SIGN, FIND = Permission.READ_RECORD, Permission.SIGN_VISITS, Permission.FIND_PATIENTS
TODAY = NOON.date()
EVERYTHING = Standing(at=NOON, today=TODAY, roles=frozenset(Role))


@pytest.mark.parametrize(
    ("role", "permission", "on", "expected"),
    [
        (Role.PRACTITIONER, READ, NO_ONE, True),
        (Role.PRACTITIONER, SIGN, NO_ONE, False),
        (Role.PRACTITIONER, SIGN, On(own=True), True),
        (Role.LOCUM, READ, NO_ONE, False),
        (Role.LOCUM, READ, On(own=True), False),
        (Role.LOCUM, READ, On(seen=True), True),
        (Role.LOCUM, SIGN, On(seen=True), False),
        (Role.LOCUM, SIGN, On(own=True), False),
        (Role.LOCUM, SIGN, On(seen=True, own=True), True),
        (Role.FRONT_DESK, READ, On(seen=True, own=True), False),
        (Role.FRONT_DESK, FIND, NO_ONE, True),
        (Role.READ_ONLY, FIND, NO_ONE, False),
        (Role.OWNER, READ, On(seen=True, own=True), False),
    ],
)
def test_that_a_permission_reaches_as_far_as_the_table_says(
    role: Role, permission: Permission, on: On, *, expected: bool
) -> None:
    assert may(a_session(role), permission, on) is expected
    if not expected:
        with pytest.raises(NotAllowed):
            require_on(a_session(role), permission, on)


def test_that_roles_add_up() -> None:
    both = a_session(Role.OWNER, Role.LOCUM)
    assert may(both, Permission.RUN_CLINIC)
    assert not may(both, READ)
    assert may(both, READ, On(seen=True))
    assert may(a_session(Role.PRACTITIONER, Role.LOCUM), READ)


def test_that_without_a_role_nothing_may_be_done() -> None:
    nobody = replace(a_session(), roles=frozenset())
    assert not [one for one in Permission if allowed(nobody, one) or may(nobody, one, On(seen=True, own=True))]


def test_that_everybody_has_what_is_ones_own_and_nobody_else_runs_users() -> None:
    assert all(Permission.KEEP_OWN in grants for grants in GRANTS.values())
    assert [role for role, grants in GRANTS.items() if Permission.RUN_USERS in grants] == [Role.OWNER]


def test_that_no_role_but_those_who_treat_or_were_given_a_patient_reads_a_record() -> None:
    assert {role for role, grants in GRANTS.items() if READ in grants} == {
        Role.PRACTITIONER,
        Role.LOCUM,
        Role.READ_ONLY,
    }


# What is left of a sitting


def test_that_a_sitting_keeps_no_role_that_was_taken_away_and_gains_none() -> None:
    now = as_it_stands(a_session(Role.LOCUM, Role.OWNER), replace(EVERYTHING, roles=frozenset({Role.LOCUM})))
    assert now.roles == {Role.LOCUM}
    assert as_it_stands(a_session(Role.LOCUM), EVERYTHING).roles == {Role.LOCUM}


@pytest.mark.parametrize(
    ("first", "last", "lets_in"),
    [(None, None, True), (0, 0, True), (-5, 0, True), (0, None, True), (1, None, False), (None, -1, False)],
)
def test_that_the_days_of_an_account_are_counted_with_their_first_and_last(
    first: int | None, last: int | None, *, lets_in: bool
) -> None:
    days = [None if of is None else TODAY + timedelta(days=of) for of in (first, last)]
    standing = replace(EVERYTHING, first=days[0], last=days[1])
    assert standing.lets_in is lets_in
    if not lets_in:
        with pytest.raises(NotAllowed, match="not today"):
            as_it_stands(a_session(), standing)


def test_that_who_is_disabled_has_no_sitting() -> None:
    with pytest.raises(NotAllowed, match="any more"):
        as_it_stands(a_session(), replace(EVERYTHING, active=False))


def test_that_a_sitting_lasts_twelve_hours_and_no_longer() -> None:
    as_it_stands(a_session(), replace(EVERYTHING, at=NOON + LONGEST_SITTING))
    with pytest.raises(NotAllowed, match="too long"):
        as_it_stands(a_session(), replace(EVERYTHING, at=NOON + LONGEST_SITTING + timedelta(seconds=1)))
    as_it_stands(a_session(), replace(EVERYTHING, at=NOON - timedelta(days=900)))  # a clock that was set back
