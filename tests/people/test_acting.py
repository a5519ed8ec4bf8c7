"""Only a name crosses to a process of its own: the library says what it may do, now."""

import pytest

from kmdesk.people.accounts import (
    SignInError,
    acting,
    add_account,
    find_account,
    set_disabled,
    set_duty,
    sign_in,
    technician,
)
from kmdesk.records import SYSTEM, Actor, Duty, Library

PASSWORD = "รหัสลับ๑"
NAMES = {
    "ธุรการทดสอบ": Duty.CLERK,
    "-เลขาทดสอบ": Duty.SECRETARY,
    "หัวหน้าทดสอบ": Duty.ADMINISTRATOR,
}


@pytest.fixture
def office(library: Library) -> Library:
    for name, duty in NAMES.items():
        add_account(library, SYSTEM, name, PASSWORD, duty)
    return library


@pytest.mark.parametrize(("name", "duty"), NAMES.items())
def test_a_name_acts_with_the_duty_of_its_sign_in(office: Library, name: str, duty: Duty) -> None:
    actor = acting(office, f" {name} ")
    assert actor == Actor(name, duty) == sign_in(office, name, PASSWORD)
    with office.writing(actor, "Add documents") as unit:
        unit.add(kind="document", title="หนังสือ")
        unit.commit()


def test_the_duty_is_the_one_of_now(office: Library) -> None:
    boss = acting(office, "หัวหน้าทดสอบ")
    set_duty(office, boss, "-เลขาทดสอบ", Duty.CLERK)
    assert acting(office, "-เลขาทดสอบ").duty is Duty.CLERK
    set_disabled(office, boss, "-เลขาทดสอบ", True)
    with pytest.raises(SignInError, match="ถูกระงับ"):
        acting(office, "-เลขาทดสอบ")
    set_disabled(office, boss, "-เลขาทดสอบ", False)
    assert acting(office, "-เลขาทดสอบ").duty is Duty.CLERK


@pytest.mark.parametrize("name", ["ใครก็ไม่รู้", "", "  ", "kmdesk", "ธุรการทดสอบ2"])
def test_a_name_without_a_sign_in_does_nothing(office: Library, name: str) -> None:
    with pytest.raises(SignInError, match="ยังไม่ได้ทำสิ่งใด"):
        acting(office, name)


def test_where_nobody_signs_in_any_name_acts(library: Library) -> None:
    assert acting(library, "ผู้ติดตั้ง") == Actor("ผู้ติดตั้ง", Duty.ADMINISTRATOR)


def test_who_works_on_the_machine_is_a_sign_in_where_the_name_is_one(office: Library) -> None:
    assert technician(office, "root") == Actor("root", Duty.ADMINISTRATOR)
    assert technician(office, "ธุรการทดสอบ") == Actor("ธุรการทดสอบ", Duty.CLERK)
    set_disabled(office, SYSTEM, "ธุรการทดสอบ", True)
    with pytest.raises(SignInError):
        technician(office, "ธุรการทดสอบ")


@pytest.mark.parametrize("name", ["kmdesk", " KMDesk "])
def test_nobody_takes_the_name_of_the_program(library: Library, name: str) -> None:
    with pytest.raises(SignInError):
        add_account(library, SYSTEM, name, PASSWORD, Duty.CLERK)


def test_the_program_acts_even_where_somebody_took_its_name(library: Library) -> None:
    """A library of an earlier version may hold such a sign-in; nobody could sign in any more."""
    add_account(library, SYSTEM, "ธุรการทดสอบ", PASSWORD, Duty.CLERK)
    with library.writing(SYSTEM, "x") as unit:
        account = find_account(unit.session, "ธุรการทดสอบ")
        assert account is not None
        account.name = SYSTEM.name
        unit.commit()
    assert sign_in(library, SYSTEM.name, PASSWORD).duty is Duty.CLERK
