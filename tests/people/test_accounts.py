"""Sign-ins kept by the administrator; never a lock-out; the printed code."""

import pytest

from kmdesk.people.accounts import (
    SignInError,
    add_account,
    has_recovery_code,
    new_recovery_code,
    recover,
    set_disabled,
    set_duty,
    sign_in,
    sign_ins,
)
from kmdesk.records import SYSTEM, Actor, Duty, Library, NotAllowed, RecordError

BOSS, CLERK, PASSWORD = "ผู้ดูแลทดสอบ", "ธุรการทดสอบ", "รหัสลับ๑"


@pytest.fixture
def boss(library: Library) -> Actor:
    add_account(library, SYSTEM, BOSS, PASSWORD, Duty.ADMINISTRATOR)
    add_account(library, SYSTEM, CLERK, PASSWORD, Duty.CLERK)
    return sign_in(library, BOSS, PASSWORD)


def test_the_last_administrator_is_never_shut_out(library: Library, boss: Actor) -> None:
    with pytest.raises(SignInError, match="คนสุดท้าย"):
        set_disabled(library, boss, BOSS, True)
    with pytest.raises(SignInError, match="คนสุดท้าย"):
        set_duty(library, boss, BOSS, Duty.CLERK)
    set_duty(library, boss, CLERK, Duty.ADMINISTRATOR)
    set_disabled(library, boss, BOSS, True)
    with pytest.raises(SignInError):
        sign_in(library, BOSS, PASSWORD)
    with pytest.raises(SignInError, match="คนสุดท้าย"):
        set_disabled(library, sign_in(library, CLERK, PASSWORD), CLERK, True)
    assert [(row.name, row.disabled) for row in sign_ins(library, boss)] == [
        (CLERK, False),
        (BOSS, True),
    ]


def test_who_is_let_in_again_keeps_the_password(library: Library, boss: Actor) -> None:
    set_disabled(library, boss, CLERK, True)
    set_disabled(library, boss, CLERK, False)
    assert sign_in(library, CLERK, PASSWORD).duty == Duty.CLERK


def test_the_printed_code_sets_a_new_password_once(library: Library, boss: Actor) -> None:
    assert not has_recovery_code(library)
    code = new_recovery_code(library, boss)
    typed = code.lower().replace("-", " ")
    fresh = recover(library, typed, BOSS, "รหัสใหม่กว่า")
    assert sign_in(library, BOSS, "รหัสใหม่กว่า").duty == Duty.ADMINISTRATOR
    with pytest.raises(SignInError, match="รหัสกู้บัญชีไม่ถูกต้อง"):
        recover(library, code, BOSS, "รหัสอีกอัน")
    recover(library, fresh, BOSS, "รหัสอีกอัน")


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC-DDDD-EEEE", "' OR 1=1 --", "ก" * 10_000])
def test_a_wrong_code_opens_nothing(library: Library, boss: Actor, code: str) -> None:
    new_recovery_code(library, boss)
    with pytest.raises(SignInError):
        recover(library, code, BOSS, "รหัสใหม่กว่า")
    sign_in(library, BOSS, PASSWORD)


def test_the_code_makes_no_clerk_an_administrator(library: Library, boss: Actor) -> None:
    code = new_recovery_code(library, boss)
    with pytest.raises(SignInError, match="ไม่มีผู้ดูแลระบบ"):
        recover(library, code, CLERK, "รหัสใหม่กว่า")


def test_the_code_itself_is_stored_nowhere(library: Library, boss: Actor) -> None:
    code = new_recovery_code(library, boss)
    for path in library.root.glob("library.sqlite*"):
        content = path.read_bytes()
        assert code.encode() not in content
        assert code.replace("-", "").encode() not in content


def test_undo_gives_nobody_a_duty_back(library: Library, boss: Actor) -> None:
    set_duty(library, boss, CLERK, Duty.ADMINISTRATOR)
    set_duty(library, boss, CLERK, Duty.CLERK)
    with library.reading(boss) as reading:
        from kmdesk.records.model import Change

        units = {row.unit for row in reading.session.query(Change).filter_by(entity="account")}
    for unit in units:
        with pytest.raises(RecordError, match="บัญชีผู้ใช้"):
            library.undo(Actor(CLERK, Duty.CLERK), unit)
    with pytest.raises(NotAllowed):
        sign_ins(library, sign_in(library, CLERK, PASSWORD))


def test_who_was_shut_out_elsewhere_changes_nothing_more(library: Library, boss: Actor) -> None:
    set_duty(library, boss, CLERK, Duty.ADMINISTRATOR)
    other = sign_in(library, CLERK, PASSWORD)
    set_disabled(library, boss, CLERK, True)
    with pytest.raises(NotAllowed, match="เปลี่ยน"):
        set_disabled(library, other, CLERK, False)
    with library.writing(other, "x") as unit, pytest.raises(NotAllowed):
        unit.add(kind="document", title="ก")
    set_disabled(library, boss, CLERK, False)
    set_disabled(library, other, CLERK, False)


def test_a_lower_duty_counts_at_once(library: Library, boss: Actor) -> None:
    set_duty(library, boss, CLERK, Duty.ADMINISTRATOR)
    other = sign_in(library, CLERK, PASSWORD)
    set_duty(library, boss, CLERK, Duty.CLERK)
    with pytest.raises(NotAllowed, match="เปลี่ยน"):
        new_recovery_code(library, other)
    with library.writing(sign_in(library, CLERK, PASSWORD), "x") as unit:
        unit.add(kind="document", title="ก")
        unit.commit()


def test_whoever_gives_up_the_duty_may_end_what_was_begun(library: Library, boss: Actor) -> None:
    set_duty(library, boss, CLERK, Duty.ADMINISTRATOR)
    set_duty(library, boss, BOSS, Duty.SECRETARY)
    assert [row.duty for row in sign_ins(library, boss)] == [Duty.ADMINISTRATOR, Duty.SECRETARY]
