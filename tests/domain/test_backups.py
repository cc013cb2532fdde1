"""Backups: when the last one is too old, and which may go."""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone

import pytest

from treatplan.domain.backups import (
    FEWEST,
    BackupRow,
    Freshness,
    ProvenFile,
    Restored,
    asks_anew,
    freshness,
    to_remove,
    working_time,
)

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def row(id_: int, made_at: datetime) -> BackupRow:
    file = ProvenFile(made_at=made_at, folder="/b", name=f"{id_}.tpbackup", size=1, sha256="0" * 64)
    return BackupRow(id=id_, proven_at=made_at, file=file)


# How old


@pytest.mark.parametrize(
    ("passed", "stands"),
    [
        (timedelta(0), Freshness.FRESH),
        (2 * DAY, Freshness.FRESH),  # Sunday: the clinic was shut
        (3 * DAY, Freshness.FRESH),  # Monday at the same hour: one working day
        (3 * DAY + HOUR, Freshness.STALE),
        (5 * DAY, Freshness.STALE),
        (5 * DAY + HOUR, Freshness.OLD),
        (400 * DAY, Freshness.OLD),
        (-HOUR / 2, Freshness.FRESH),
        (-2 * HOUR, Freshness.STALE),  # the clock is wrong: nobody can tell
    ],
)
def test_that_a_backup_of_friday_evening_ages_by_working_days(passed: timedelta, stands: Freshness) -> None:
    assert freshness(FRIDAY, FRIDAY + passed) is stands


def test_that_a_clinic_without_a_backup_is_told_so() -> None:
    assert freshness(None, FRIDAY) is Freshness.NEVER


def test_that_the_weekend_is_that_of_the_moments_own_zone() -> None:
    there = timezone(timedelta(hours=13))
    start = datetime(2026, 11, 20, 23, 0, tzinfo=there)  # an hour of Friday is left there, in UTC fourteen
    assert working_time(start, start + DAY) == HOUR
    assert working_time(start.astimezone(UTC), start.astimezone(UTC) + DAY) == 14 * HOUR
    assert working_time(start, start - DAY) == timedelta(0)


# Which may go


def kept_of(moments: list[datetime]) -> list[datetime]:
    """What is left where a backup was made at each of these moments, and thinned after each."""
    rows: list[BackupRow] = []
    for id_, moment in enumerate(moments, start=1):
        rows.append(row(id_, moment))
        gone = {one.id for one in to_remove(rows)}
        rows = [one for one in rows if one.id not in gone]
    return [one.file.made_at for one in rows]


def test_that_a_few_backups_all_stay() -> None:
    moments = [FRIDAY + timedelta(seconds=number) for number in range(FEWEST)]
    assert kept_of(moments) == moments


def test_that_of_one_half_hour_the_last_and_the_newest_three_stay() -> None:
    moments = [FRIDAY + timedelta(minutes=number) for number in range(20)]
    assert kept_of(moments) == moments[-FEWEST:]


def test_that_a_year_of_every_ten_minutes_leaves_half_hours_days_weeks_and_months() -> None:
    moments = [FRIDAY + timedelta(minutes=10 * number) for number in range(6 * 24 * 120)]
    kept = kept_of(moments)
    newest = moments[-1]
    assert len(kept) < 50
    assert len([one for one in kept if newest - one < 8 * HOUR]) >= 16
    for days in range(14):
        assert any(one.date() == (newest - days * DAY).date() for one in kept)
    for weeks in range(8):
        assert any(one.isocalendar()[:2] == (newest - weeks * 7 * DAY).isocalendar()[:2] for one in kept)
    assert {(one.year, one.month) for one in moments} == {(one.year, one.month) for one in kept}


def test_that_a_holiday_or_a_clock_that_jumps_ahead_takes_nothing_away() -> None:
    before = [FRIDAY + number * DAY for number in range(10)]
    assert kept_of([*before, FRIDAY + 4000 * DAY]) == [*before, FRIDAY + 4000 * DAY]


def test_that_nothing_goes_while_the_clock_stands_before_an_older_backup() -> None:
    moments = [FRIDAY, *(FRIDAY - 900 * DAY + timedelta(seconds=number) for number in range(30))]
    assert kept_of(moments) == moments
    assert kept_of([*moments, FRIDAY + HOUR]) != [*moments, FRIDAY + HOUR]


def test_that_over_two_thousand_days_of_failures_and_wrong_clocks_enough_is_always_left() -> None:
    """The rule against a plain model: after each backup the newest three, and the last of each day that was kept."""
    chance = random.Random(2000)
    rows: list[BackupRow] = []
    made: list[BackupRow] = []
    clock = FRIDAY
    for day in range(2000):
        clock += DAY
        if chance.random() < 0.01:  # the clock jumps, and is set right some day
            clock += timedelta(days=chance.randint(-900, 900))
        for _ in range(chance.randint(0, 4)):
            clock += timedelta(minutes=chance.randint(1, 200))
            if chance.random() < 0.3:  # this one failed: it was never proven, and is no row
                continue
            newest = row(len(made) + 1, clock)
            made.append(newest)
            rows.append(newest)
            gone = to_remove(rows)
            assert newest not in gone
            rows = [one for one in rows if one not in gone]
            assert rows[-FEWEST:] == made[-FEWEST:], f"day {day}"
            assert len(rows) <= 1000
    by_month: dict[tuple[int, int], list[int]] = defaultdict(list)
    for one in made[-300:]:
        by_month[one.file.made_at.year, one.file.made_at.month].append(one.id)
    assert {one.id for one in rows} & set(by_month[made[-1].file.made_at.year, made[-1].file.made_at.month])


# After it was put back


def test_that_facts_from_before_the_clinic_was_put_back_are_asked_again() -> None:
    restored = Restored(at=FRIDAY, made_at=FRIDAY - 3 * DAY)
    assert asks_anew(restored, None)
    assert asks_anew(restored, FRIDAY - HOUR)
    assert not asks_anew(restored, FRIDAY + HOUR)
    assert not asks_anew(None, None)
