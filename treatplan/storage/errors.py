"""What the database driver reports, in words; also where SQLAlchemy wrapped it, which is not loaded for that."""

from treatplan.domain.errors import Problem, Refused, TreatplanError, Unavailable

_PUT_BACK = "Put the clinic back from a backup; keep the damaged file aside until that has worked"

# By the driver's name for the error: what happened, and what to try. Nothing of the SQL or its values is quoted.
_MACHINE = {
    "SQLITE_FULL": "the disk is full. Nothing of this was saved, and nothing saved before is lost. "
    "Free some space and try again",
    "SQLITE_IOERR": "the disk reported an error, or allows the file no more room. Nothing of this was saved. "
    "Look at the disk, and try again",
    "SQLITE_READONLY": "nothing may be written here, and the clinic writes down who looks at it. "
    "Give yourself the right to write this file and its folder",
    "SQLITE_BUSY": "another program is writing to the clinic. Nothing of this was saved. Try again in a moment",
    "SQLITE_LOCKED": "the clinic is busy. Nothing of this was saved. Try again in a moment",
    "SQLITE_CANTOPEN": "could not be opened. Look whether its folder is there, and whether you may write in it",
    "SQLITE_PERM": "may not be opened by you",
    "SQLITE_NOMEM": "there is too little free memory. Nothing of this was saved. Close other programs and try again",
    "SQLITE_AUTH": "was opened to read only; nothing was changed",
    "SQLITE_CORRUPT": f"is damaged. Nothing of this was saved. {_PUT_BACK}",
    "SQLITE_NOTADB": f"is damaged, or was replaced. Nothing of this was saved. {_PUT_BACK}",
}


# The same by the engine's own words: an error of a backup comes without a name.
_BY_TEXT = {
    "database or disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR",
    "attempt to write a readonly database": "SQLITE_READONLY",
    "database is locked": "SQLITE_BUSY",
    "unable to open database file": "SQLITE_CANTOPEN",
    "database disk image is malformed": "SQLITE_CORRUPT",
    "file is not a database": "SQLITE_NOTADB",
    "out of memory": "SQLITE_NOMEM",
}


def name_of(error: BaseException) -> str:
    """The driver's name of an error ("SQLITE_BUSY"), also of one that SQLAlchemy wrapped; empty for any other."""
    of_driver = getattr(error, "orig", None) or error
    found = getattr(of_driver, "sqlite_errorname", None)
    if isinstance(found, str):
        return "_".join(found.split("_")[:2])  # "SQLITE_IOERR_WRITE" is an "SQLITE_IOERR" said more closely
    return _BY_TEXT.get(str(of_driver), "") if type(of_driver).__module__.startswith("sqlcipher3") else ""


def unavailable(error: BaseException, file: str = "the clinic's file") -> Unavailable | None:
    """What to tell the user of an error that the machine made; None where it is a bug of ours, or an interruption."""
    words = _MACHINE.get(name_of(error))
    return None if words is None else Unavailable(f"{file}: {words}.")


def on_opening(error: BaseException, file: str) -> TreatplanError | None:
    """The same while a clinic is being opened: a damaged file is then named as what it may be."""
    name = name_of(error)
    if name == "SQLITE_NOTADB":
        return refused(file, f"does not open with the keys beside it: it is another clinic's, or damaged. {_PUT_BACK}")
    if name == "SQLITE_CORRUPT":
        return damaged(file)
    if name == "SQLITE_BUSY":
        return busy(file)
    return unavailable(error, file)


def may_not_write(file: str) -> Unavailable:
    """Nothing may be written where the clinic is."""
    return Unavailable(f"{file}: {_MACHINE['SQLITE_READONLY']}.")


def busy(file: str) -> Unavailable:
    """Somebody else holds the file just now."""
    return Unavailable(f"{file}: another program holds the clinic's file. Close it, and try again.")


def damaged(file: str, how: str = "") -> Refused:
    """The file is not whole. `how` says what was seen."""
    return refused(file, f"is damaged{f' ({how})' if how else ''}. {_PUT_BACK}")


def refused(file: str, message: str) -> Refused:
    """One problem with one file."""
    return Refused(Problem(file=file, field="", message=message))
