"""Before a clinic: unlocking, coming in by the recovery code, making one."""

from pathlib import Path

import pytest

from tests.door_fakes import CODE, PASSPHRASE, FakeDoorway, a_door, refused
from tests.fakes import FakePrompts, InlineBackground
from tests.presenters.wording import START
from treatplan.domain.errors import Unavailable
from treatplan.presenters.new_clinic import Country, in_order
from treatplan.presenters.start import Start
from treatplan.services.clinic.entry import OpenClinic

GB = Country(id="gb", name="United Kingdom")
WEAK = ("short", "aaaaaaaaaaaaaaaaaaaa", "M. Okafor okafor Okafor")


def a_start(
    doorway: FakeDoorway, *, background: InlineBackground | None = None, prompts: FakePrompts | None = None
) -> tuple[Start, list[OpenClinic]]:
    start = Start(
        lambda: a_door(doorway),
        lambda: (GB,),
        "/srv/x/clinic.treatplan",
        background or InlineBackground(),
        prompts or FakePrompts(),
        START,
    )
    opened: list[OpenClinic] = []
    start.opened.connect(opened.append)
    start.look()
    return start, opened


def filled(start: Start) -> None:
    start.to_create()
    for field, text in {"clinic": "Willow Bridge", "country": "gb", "name": "M. Okafor"}.items():
        start.type(field, text)


def test_that_a_place_without_a_clinic_is_a_welcome() -> None:
    start, _ = a_start(FakeDoorway(there=False))
    assert start.view.step == "welcome"


def test_that_a_clinic_asks_for_the_passphrase_of_its_one_user() -> None:
    start, _ = a_start(FakeDoorway())
    assert (start.view.step, start.view.users, start.view.user) == ("unlock", ("okafor",), "okafor")


def test_that_of_several_users_one_must_say_who_they_are() -> None:
    start, opened = a_start(FakeDoorway(users=("okafor", "li")))
    start.unlock(PASSPHRASE)
    assert start.view.problems == {"user": "Choose who you are."}
    start.choose_user("li")
    start.unlock(PASSPHRASE)
    assert len(opened) == 1


def test_that_unlocking_waits_in_the_background_and_is_said_to_be_at_work() -> None:
    background = InlineBackground()
    start, opened = a_start(FakeDoorway(), background=background)
    background.holds = True
    start.unlock(PASSPHRASE)
    start.unlock(PASSPHRASE)  # a second Enter meanwhile asks for nothing more
    busy = [start.view.busy]
    assert (background.waiting, opened) == (1, [])
    background.release()
    assert [*busy, start.view.busy] == [True, False]
    assert len(opened) == 1


def test_that_a_wrong_passphrase_is_told_at_its_field_and_each_try_is_counted() -> None:
    start, opened = a_start(FakeDoorway())
    for tries in (1, 2):
        start.unlock("wrong horse")
        assert start.view.tries == tries
    assert start.view.problems == {"passphrase": START.say("unlock.wrong")}
    assert (start.view.notice, opened) == (None, [])


@pytest.mark.parametrize("error", [refused("is damaged"), Unavailable("it is open in process 1234")])
def test_that_what_the_machine_says_is_told_in_a_notice_in_its_own_words(error: Exception) -> None:
    doorway = FakeDoorway()
    start, _ = a_start(doorway)
    doorway.fails = error
    start.unlock(PASSPHRASE)
    assert start.view.notice is not None
    assert str(error) in start.view.notice.text
    assert not start.view.busy


def test_that_a_key_file_that_is_gone_is_told_before_anything_is_typed() -> None:
    doorway = FakeDoorway()
    doorway.fails = refused("is missing")
    start, _ = a_start(doorway)
    assert start.view.step == "unlock"
    assert start.view.notice is not None
    assert "is missing" in start.view.notice.text


def test_that_a_mistake_of_the_program_goes_to_the_crash_handler_and_the_page_can_be_used_again() -> None:
    doorway = FakeDoorway()
    start, opened = a_start(doorway)
    doorway.fails = KeyError("secret")
    with pytest.raises(KeyError):
        start.unlock(PASSPHRASE)
    start.unlock(PASSPHRASE)
    assert len(opened) == 1


def test_that_another_clinic_can_be_chosen(tmp_path: Path) -> None:
    start, _ = a_start(FakeDoorway(), prompts=FakePrompts(file=tmp_path / "other.treatplan"))
    start.open_other()
    assert start.view.file == "other.treatplan"


# The recovery code


def test_that_the_recovery_code_gives_a_new_passphrase() -> None:
    doorway = FakeDoorway()
    start, opened = a_start(doorway)
    start.to_recover()
    start.recover(CODE, "seven green tall ladders", "seven green tall ladders")
    assert len(opened) == 1
    assert doorway.passphrase == "seven green tall ladders"


def test_that_a_wrong_code_is_told_at_the_code() -> None:
    start, opened = a_start(FakeDoorway())
    start.to_recover()
    start.recover("2HJ8", "seven green tall ladders", "seven green tall ladders")
    assert (list(start.view.problems), opened) == (["code"], [])


@pytest.mark.parametrize("passphrase", WEAK)
def test_that_a_weak_new_passphrase_is_refused_before_the_door_is_asked(passphrase: str) -> None:
    start, _ = a_start(FakeDoorway(there=False))
    filled(start)
    start.create(passphrase, passphrase)
    assert list(start.view.problems) == ["passphrase"]


# A new clinic


def test_that_a_new_clinic_is_made_from_what_was_typed() -> None:
    doorway = FakeDoorway(there=False)
    start, opened = a_start(doorway)
    filled(start)
    start.create(PASSPHRASE, PASSPHRASE)
    [(place, new)] = doorway.made
    assert place == "/srv/x/clinic.treatplan"
    assert (new.practice.name, new.practice.jurisdiction, new.login) == ("Willow Bridge", "gb", "okafor")
    assert (start.view.step, opened) == ("code", [])


def test_that_what_is_missing_is_told_at_each_field() -> None:
    start, _ = a_start(FakeDoorway(there=False))
    start.to_create()
    start.create(PASSPHRASE, "another")
    assert set(start.view.problems) == {"clinic", "country", "name", "login", "again"}


def test_that_a_login_name_typed_by_hand_is_not_overwritten() -> None:
    start, _ = a_start(FakeDoorway(there=False))
    filled(start)
    start.type("login", "mo")
    start.type("name", "Mary Okafor-Li")
    assert start.view.typed.login == "mo"


def test_that_a_clinic_beside_another_gets_a_file_of_its_own() -> None:
    start, _ = a_start(FakeDoorway())
    start.to_create()
    assert start.view.typed.place == "/srv/x/clinic 2.treatplan"


def test_that_the_clinic_opens_only_after_the_code_was_written_down() -> None:
    start, opened = a_start(FakeDoorway(there=False))
    filled(start)
    start.create(PASSPHRASE, PASSPHRASE)
    start.confirm_code("2HJ8")
    assert (list(start.view.problems), opened) == (["last_group"], [])
    start.confirm_code(" cv8k ")
    assert len(opened) == 1
    assert start.view.code == ()


def test_that_the_code_is_saved_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "code.txt"
    start, _ = a_start(FakeDoorway(there=False), prompts=FakePrompts(file=file))
    start.to_create()
    start.change_place()
    start.type("place", "/srv/x/clinic.treatplan")
    for field, text in {"clinic": "Willow Bridge", "country": "gb", "name": "M. Okafor"}.items():
        start.type(field, text)
    start.create(PASSPHRASE, PASSPHRASE)
    start.save_code()
    assert CODE in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0
    assert "code.txt" in start.view.code_saved


def test_that_a_code_that_can_not_be_saved_is_told_and_still_shown(tmp_path: Path) -> None:
    start, _ = a_start(FakeDoorway(there=False), prompts=FakePrompts(file=tmp_path / "no" / "code.txt"))
    filled(start)
    start.create(PASSPHRASE, PASSPHRASE)
    start.save_code()
    assert start.view.notice is not None
    assert start.view.code


def test_that_no_country_comes_after_all_countries() -> None:
    us, none = Country(id="us", name="United States"), Country(id="intl", name="No country named")
    assert in_order((us, none, GB)) == (GB, us, none)
