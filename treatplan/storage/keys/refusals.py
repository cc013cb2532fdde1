"""What is said when a clinic does not open. The words never tell whether a name exists, and quote no secret."""

from treatplan.domain.errors import Problem, Refused, WrongSecret


def wrong_passphrase(file: str) -> WrongSecret:
    """For an unknown name and for a wrong passphrase."""
    return WrongSecret(Problem(file=file, field="", message="the name or the passphrase is wrong"))


def wrong_code(file: str) -> WrongSecret:
    """For a recovery code without a slip that opens nothing here."""
    message = "this recovery code does not open this clinic: it is of another clinic, or a newer code has replaced it"
    return WrongSecret(Problem(file=file, field="", message=message))


def mistyped_code(file: str, why: str) -> Refused:
    """For a recovery code that can't have been printed so."""
    return Refused(Problem(file=file, field="", message=f"the recovery code {why}"))


def changed_outside(file: str) -> Refused:
    """For a key file that opens but whose tag or seal does not fit."""
    message = f"was changed outside the program and is not trusted. {_put_back(file)}"
    return Refused(Problem(file=file, field="", message=message))


def both_damaged(file: str, faults: str) -> Refused:
    """For a key file of which no copy can be used. `faults` says what is wrong with each."""
    message = f"can't be used, and neither can its copy: {faults}. {_put_back(file)}"
    return Refused(Problem(file=file, field="", message=message))


def of_two_clinics(file: str) -> Refused:
    """For two whole copies that do not belong together."""
    message = f"and its copy are of two different clinics. {_put_back(file)}"
    return Refused(Problem(file=file, field="", message=message))


def keys_missing(file: str) -> Refused:
    """For a clinic without any key file."""
    message = f"is missing, and without it nobody can open the clinic. Put {file} back from a backup of this clinic"
    return Refused(Problem(file=file, field="", message=message))


def no_clinic(file: str) -> Refused:
    """For a place where there is neither clinic nor key file."""
    return Refused(Problem(file=file, field="", message="there is no such clinic"))


def _put_back(file: str) -> str:
    return (
        f"Move {file} and {file}.copy away and put {file} back from a backup of this clinic; "
        "the passphrases of the day of that backup open it"
    )
