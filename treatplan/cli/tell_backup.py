"""Backups as words for a terminal."""

from collections.abc import Iterable, Mapping
from dataclasses import fields

from treatplan.cli.tell_record import printable
from treatplan.domain.backups import BackupRow, BackupSeen, BackupStatus, Freshness, PutBack, Restored
from treatplan.domain.record import ClinicInfo
from treatplan.exchange.canonical import readable

_TOLD = {"patient": "patients", "intake": "intakes", "plan": "plans", "visit": "visits", "handout": "handouts"}
_LOUD = {
    Freshness.FRESH: "",
    Freshness.STALE: "more than a working day old; make one today",
    Freshness.OLD: "MORE THAN THREE WORKING DAYS OLD; make one now",
    Freshness.NEVER: "NONE HAS EVER BEEN MADE; make one now with `treatplan backup make`",
}
_HOUR = 60
_DAY = 24 * _HOUR


def info_json(clinic: ClinicInfo, backup: BackupStatus, put_back_: Restored | None) -> str:
    """What `clinic info` tells, as JSON."""
    shown = {one.name: getattr(clinic, one.name) for one in fields(clinic)}
    return readable({**shown, "backup": backup, "restored": put_back_}, whole=True)


def restored(found: Restored | None) -> str:
    """That the clinic was put back, where it was."""
    if found is None:
        return ""
    moments = f"{found.made_at:%Y-%m-%d %H:%M} UTC until {found.at:%Y-%m-%d %H:%M} UTC"
    return f"\nput back from a backup: what was written from {moments} may be missing"


def made(row: BackupRow) -> str:
    """A backup that was made just now."""
    return f"{printable(row.file.name)}: made and proven, {_size(row.file.size)}\nin {printable(row.file.folder)}\n"


def seen(one: BackupSeen) -> str:
    """A backup that was looked at."""
    return f"{_line(one)}\n"


def listed(every: Iterable[BackupSeen]) -> str:
    """Backups, the newest whole one first and named as such."""
    lines = [_line(one) for one in every]
    whole = [one.name for one in every if not one.problem]
    newest = f"The newest that is whole: {printable(whole[0])}" if whole else "None of them is whole."
    return "\n".join([*lines, newest] if lines else ["There is no backup in this folder."]) + "\n"


def put_back(done: PutBack) -> str:
    """What was put back, and what may be missing now."""
    since, until = (f"{moment:%Y-%m-%d %H:%M} UTC" for moment in (done.restored.made_at, done.restored.at))
    lines = [
        f"{printable(done.place)}: put back, {_counts(done.counts)}",
        f"It is as it was on {since}. What was written from then until {until} may be missing.",
        "Safety questions are asked again before each patient's next treatment.",
    ]
    if done.brought_up:
        lines.append(f"It was brought up to date from schema {done.brought_up}.")
    if done.kept:
        lines.append(f"The clinic that was there is kept, with its keys: {printable(done.kept)}")
    lines += map(printable, done.warnings)
    return "\n".join(lines) + "\n"


def status(now: BackupStatus) -> str:
    """How the last proven backup stands, in one line."""
    if now.made_at is None:
        return f"backup: {_LOUD[now.freshness]}"
    loud = _LOUD[now.freshness]
    if now.age_min < 0:
        loud = "the clock of this computer stands before it; set the clock"
    away = "; its disk is not connected, or it was moved" if now.away else ""
    words = f"backup: the last proven one is {_age(now.age_min)} old{f': {loud}' if loud else ''}"
    return printable(f"{words} ({now.name} in {now.folder}{away})")


def _line(one: BackupSeen) -> str:
    if one.problem or one.made_at is None:
        return printable(f"{one.name}: NOT USABLE: {one.problem}")
    what = f"{one.made_at:%Y-%m-%d %H:%M} UTC, whole, {_size(one.size)}, schema {one.schema}"
    return printable(f"{one.name}: {what}: {_counts(one.counts)}")


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts.get(table, 0)} {words}" for table, words in _TOLD.items())


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def _age(minutes: int) -> str:
    if minutes < 0:
        return "not yet a minute"
    if minutes < 2 * _HOUR:
        return f"{minutes} minutes"
    return f"{minutes // _HOUR} hours" if minutes < 2 * _DAY else f"{minutes // _DAY} days"
