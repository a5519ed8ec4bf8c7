"""Sign-in: right, wrong, slowed down, and no password in the feed."""

import sqlite3

import pytest

from kmdesk.people.accounts import SignInError, add_account, change_password, set_disabled, sign_in
from kmdesk.records import SYSTEM, Actor, Duty, Library, NotAllowed


def test_sign_in_gives_the_actor_with_its_duty(library: Library) -> None:
    add_account(library, SYSTEM, "ธุรการ", "ความลับ๑", Duty.CLERK)
    assert sign_in(library, "ธุรการ", "ความลับ๑") == Actor("ธุรการ", Duty.CLERK)


def test_wrong_password_and_unknown_name_say_the_same(library: Library) -> None:
    add_account(library, SYSTEM, "ธุรการ", "ความลับ๑", Duty.CLERK)
    messages = set()
    for name, password in (("ธุรการ", "ผิดแน่นอน"), ("ไม่มีใคร", "ความลับ๑")):
        with pytest.raises(SignInError) as caught:
            sign_in(library, name, password)
        messages.add(str(caught.value))
    assert len(messages) == 1


def test_guessing_is_slowed_down_even_for_the_right_password(library: Library) -> None:
    add_account(library, SYSTEM, "ธุรการ", "ความลับ๑", Duty.CLERK)
    for _ in range(3):
        with pytest.raises(SignInError):
            sign_in(library, "ธุรการ", "ผิดแน่นอน")
    with pytest.raises(SignInError) as caught:
        sign_in(library, "ธุรการ", "ความลับ๑")
    assert "count" in caught.value.message.args


def test_a_name_that_is_unknown_or_shut_out_waits_as_a_known_one_does(library: Library) -> None:
    add_account(library, SYSTEM, "ธุรการ", "ความลับ๑", Duty.CLERK)
    add_account(library, SYSTEM, "หัวหน้า", "ความลับ๑", Duty.ADMINISTRATOR)
    add_account(library, SYSTEM, "ย้ายไปแล้ว", "ความลับ๑", Duty.CLERK)
    set_disabled(library, SYSTEM, "ย้ายไปแล้ว", True)
    for name in ("ธุรการ", "ไม่มีใครชื่อนี้เลย", "ย้ายไปแล้ว"):
        said = []
        for _ in range(4):
            with pytest.raises(SignInError) as caught:
                sign_in(library, name, "ผิดแน่นอน")
            said.append("count" in caught.value.message.args)
        assert said == [False, False, False, True]


def test_a_new_password_ends_the_waiting(library: Library) -> None:
    add_account(library, SYSTEM, "ธุรการ", "ความลับ๑", Duty.CLERK)
    for _ in range(3):
        with pytest.raises(SignInError):
            sign_in(library, "ธุรการ", "ผิดแน่นอน")
    change_password(library, Actor("หัวหน้า", Duty.ADMINISTRATOR), "ธุรการ", "ของใหม่๒")
    assert sign_in(library, "ธุรการ", "ของใหม่๒").duty is Duty.CLERK


def test_short_passwords_taken_names_and_clerks_adding_accounts_are_refused(
    library: Library,
) -> None:
    add_account(library, SYSTEM, "ธุรการ", "ความลับ๑", Duty.CLERK)
    with pytest.raises(SignInError):
        add_account(library, SYSTEM, "ธุรการ", "ความลับ๑", Duty.CLERK)
    with pytest.raises(SignInError):
        add_account(library, SYSTEM, "อีกคน", "สั้น", Duty.CLERK)
    with pytest.raises(NotAllowed):
        add_account(library, Actor("c", Duty.CLERK), "อีกคน", "ความลับ๑", Duty.CLERK)


def test_no_hash_reaches_the_change_feed(library: Library) -> None:
    add_account(library, SYSTEM, "ธุรการ", "ความลับ๑", Duty.CLERK)
    database = sqlite3.connect(library.root / "library.sqlite")
    try:
        feed = [row[0] or "" for row in database.execute("SELECT after FROM change")]
    finally:
        database.close()
    assert any("ธุรการ" in row for row in feed)
    assert not any("argon2" in row for row in feed)
