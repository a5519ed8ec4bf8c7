"""The whole schema, version 1.0: one table after the other, by room.

No office holds an older schema, so until kmdesk 1.0 a change of the models edits this file (then:
``python -m tests.fixtures.freeze``). From 1.0 on it stays as it is, and every change is a
migration after it.
"""

from typing import Any

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from kmdesk.store.engine import NAMING

revision = "1.0_baseline"
down_revision = None

_BASELINE = MetaData(naming_convention=NAMING)


def upgrade() -> None:
    _BASELINE.create_all(op.get_bind(), checkfirst=False)


def _table(name: str, *items: Any, **options: Any) -> None:
    Table(name, _BASELINE, *items, **options)


def _rows(name: str, *items: Any, **options: Any) -> None:
    """Declare a table whose rows are numbered by themselves."""
    _table(name, Column("id", Integer, primary_key=True), *items, **options)


def _detail(name: str, *items: Any) -> None:
    """Declare a table with one row for each record of a kind."""
    key = Column("record_id", ForeignKey("record.id", ondelete="CASCADE"), primary_key=True)
    _table(name, key, *items)


def _owned(name: str, *items: Any) -> None:
    """Declare a table whose rows belong to a record and are deleted with it."""
    owner = Column("record_id", ForeignKey("record.id", ondelete="CASCADE"), nullable=False)
    _rows(name, owner, *items, Index(None, "record_id"))


def _refers(name: str, table: str, ondelete: str | None = None) -> Column[int]:
    return Column(name, ForeignKey(f"{table}.id", ondelete=ondelete), nullable=False)


def _may_refer(name: str, table: str, ondelete: str | None = None) -> Column[int]:
    return Column(name, ForeignKey(f"{table}.id", ondelete=ondelete))


def _within(name: str, table: str, *, nullable: bool = False) -> Column[int]:
    """Refer to a part of the same record; checked when the unit of work commits."""
    key = ForeignKey(f"{table}.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED")
    return Column(name, key, nullable=nullable)


def _required(kind: Any, names: str) -> list[Column[Any]]:
    return [Column(name, kind, nullable=False) for name in names.split()]


def _optional(kind: Any, names: str) -> list[Column[Any]]:
    return [Column(name, kind) for name in names.split()]


def _indexes(names: str) -> list[Index]:
    return [Index(None, name) for name in names.split()]


# Records
_rows(
    "place",
    _may_refer("parent_id", "place"),
    *_required(String(16), "kind"),
    *_required(String(200), "name"),
    *_required(Integer, "position"),
    *_required(Text, "label"),
    *_indexes("parent_id"),
)
_rows(
    "record",
    *_required(String(32), "kind"),
    *_required(String(200), "number"),
    *_required(Text, "title sort_key issuer"),
    *_optional(String(10), "dated"),
    *_required(String(32), "status"),
    _may_refer("place_id", "place"),
    *_required(String(16), "audience"),
    *_required(Boolean, "on_shelf"),
    *_required(Integer, "version"),
    *_optional(String(200), "source_id"),
    *_optional(Text, "source"),
    *_required(String(20), "created_at updated_at"),
    *_optional(String(20), "deleted_at"),
    Index("ix_record_kind_sort", "kind", "sort_key"),
    Index("ix_record_kind_dated", "kind", "dated"),
    *_indexes("place_id source_id updated_at"),
    sqlite_autoincrement=True,
)
_owned(
    "attachment",
    *_required(Integer, "position"),
    *_required(Text, "name"),
    *_required(String(64), "sha256"),
    *_required(Integer, "size"),
    *_required(String(100), "media_type"),
    *_required(String(32), "role"),
    *_indexes("sha256"),
)
_owned(
    "passage",
    _may_refer("attachment_id", "attachment", "CASCADE"),
    *_required(Integer, "position"),
    *_required(String(100), "anchor"),
    *_required(String(200), "label"),
    *_required(Text, "text"),
    *_optional(Text, "problem"),
    *_indexes("attachment_id"),
)
_rows("tag", Column("name", String(200), nullable=False, unique=True))
_owned(
    "record_tag",
    _refers("tag_id", "tag", "CASCADE"),
    UniqueConstraint("record_id", "tag_id"),
    *_indexes("tag_id"),
)
_owned(
    "link",
    *_required(String(100), "from_anchor"),
    _refers("to_id", "record", "CASCADE"),
    *_required(String(100), "to_anchor"),
    *_required(String(32), "relation"),
    UniqueConstraint("record_id", "from_anchor", "to_id", "to_anchor", "relation"),
    *_indexes("to_id"),
)
_table(
    "change",
    Column("seq", Integer, primary_key=True),
    *_required(String(32), "unit"),
    *_required(String(20), "at"),
    *_required(Text, "actor label"),
    *_optional(Integer, "record_id"),
    *_required(String(64), "entity"),
    *_required(Integer, "entity_id"),
    *_required(String(8), "op"),
    *_optional(Text, "before after"),
    *_optional(String(32), "undoes"),
    *_indexes("unit record_id"),
    sqlite_autoincrement=True,
)
_table("office_value", Column("key", String(100), primary_key=True), *_required(Text, "value"))

# People
_rows(
    "person",
    *_required(Text, "name sort_key position unit"),
    *_required(String(100), "phone"),
    *_required(String(200), "email"),
    *_required(Boolean, "consent"),
    *_optional(String(10), "left_on"),
)
_rows(
    "account",
    _may_refer("person_id", "person"),
    Column("name", String(100), nullable=False, unique=True),
    *_required(Integer, "duty"),
    *_required(Text, "password_hash"),
    *_required(Integer, "failures"),
    *_optional(String(25), "locked_until"),
    *_required(Boolean, "disabled"),
)

# Places
_rows(
    "floor_plan",
    *_required(String(200), "name"),
    *_required(Integer, "position"),
    *_required(Float, "width height"),
    *_required(String(64), "image"),
)
_rows(
    "floor_shape",
    _refers("plan_id", "floor_plan", "CASCADE"),
    *_required(Integer, "position"),
    *_required(String(16), "kind"),
    *_required(Text, "text"),
    *_required(Float, "x y width height"),
    _may_refer("place_id", "place", "SET NULL"),
    *_indexes("plan_id place_id"),
)

# Shelf
_detail(
    "document",
    *_required(String(32), "form"),
    *_required(Text, "addressee refers_to enclosures"),
    *_required(String(16), "urgency"),
    *_required(Text, "signer signer_position capacity contact"),
    *_optional(String(10), "reply_by"),
    *_required(Text, "assigned_to replied_with action note"),
    *_required(Integer, "copies"),
    *_required(String(16), "holding retention"),
    *_required(Text, "category"),
    *_indexes("form reply_by"),
)
_owned(
    "receipt",
    *_required(Text, "unit"),
    *_required(String(50), "number"),
    *_required(String(10), "received_on"),
    *_required(String(5), "received_at"),
    *_indexes("received_on"),
)
_owned(
    "loan",
    *_required(Text, "borrower"),
    *_required(String(10), "borrowed_on"),
    *_optional(String(10), "due_on"),
    *_required(Text, "returned_by received_by"),
    *_optional(String(10), "returned_on"),
    *_indexes("returned_on"),
)
_detail("unchecked")
_table(
    "sketch",
    Column("record_id", Integer, ForeignKey("record.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Integer, primary_key=True),
    *_indexes("key"),
)

# Regulations
_detail(
    "regulation",
    *_required(String(32), "rank"),
    *_required(Text, "kind_text"),
    *_required(String(16), "unit"),
    *_optional(Integer, "year"),
    *_optional(String(10), "signed_on"),
    *_required(Text, "signed_source"),
    *_optional(String(10), "gazetted_on"),
    *_required(Text, "gazetted_source"),
    *_required(String(50), "gazette_volume"),
    *_required(String(100), "gazette_part"),
    *_required(String(50), "gazette_page"),
    *_optional(String(10), "effective_on"),
    *_required(Text, "effective_source"),
    *_optional(String(10), "ended_on"),
    *_required(Text, "ended_source"),
    *_optional(String(10), "text_as_of"),
    *_required(Text, "text_source checked_by"),
    *_optional(String(10), "checked_on"),
    *_required(Text, "pending note"),
    Column("structure", Text, nullable=False, server_default=""),
    *_indexes("rank year checked_on"),
)
_rows(
    "provision",
    _refers("record_id", "record", "CASCADE"),
    *_required(Integer, "position"),
    Column("suborder", Integer, nullable=False, server_default="0"),
    *_required(String(16), "role"),
    *_required(String(20), "kind"),
    *_required(String(100), "anchor"),
    *_required(String(16), "unit"),
    *_required(String(50), "number through"),
    *_required(Text, "path heading"),
    *_required(Integer, "level"),
    *_required(String(32), "doubt"),
    *_optional(Integer, "source_start source_end"),
    Index("ix_provision_record_position", "record_id", "position"),
    Index("ix_provision_record_number", "record_id", "number"),
)
_owned(
    "provision_wording",
    _refers("provision_id", "provision", "CASCADE"),
    *_optional(String(10), "valid_from valid_to"),
    *_required(Text, "text notes made_by"),
    *_indexes("provision_id"),
)
_owned(
    "amendment",
    _may_refer("by_id", "record", "SET NULL"),
    *_required(Text, "act act_order"),
    *_required(Integer, "position"),
    *_required(String(50), "clause"),
    *_required(Text, "said"),
    *_required(String(16), "action unit"),
    *_required(String(50), "number"),
    *_required(Integer, "paragraph"),
    *_required(String(100), "items"),
    *_required(Text, "term chapter text old_words new_words after_term law"),
    *_required(String(32), "doubt"),
    *_optional(String(10), "effective_on"),
    *_required(Text, "effective_source"),
    *_required(String(16), "state"),
    *_required(String(32), "conflict"),
    *_indexes("by_id state"),
)
_detail(
    "answer_card",
    *_required(Text, "answer answered_by"),
    *_optional(String(10), "answered_on"),
    *_required(Text, "checked_by"),
    *_optional(String(10), "checked_on"),
    *_required(Text, "note"),
    *_indexes("checked_on"),
)

# Processes
_detail(
    "process",
    *_required(Text, "purpose applicant where_to_file fee basis complaints legal_deadline"),
    _may_refer("desk_id", "place", "SET NULL"),
    *_optional(Integer, "standard_minutes"),
    *_required(Float, "target_percent"),
    *_required(Text, "note"),
)
_owned(
    "process_paper",
    *_required(Integer, "position"),
    *_required(Text, "name"),
    *_required(Integer, "originals copies"),
    *_required(Text, "note"),
)
_owned(
    "process_version",
    *_required(Integer, "position"),
    *_required(String(16), "phase"),
    *_required(Text, "name"),
    *_optional(String(10), "valid_from valid_to"),
    *_required(Text, "note"),
)
_owned(
    "process_step",
    _within("version_id", "process_version"),
    *_required(Integer, "position"),
    *_required(String(16), "kind"),
    *_required(Text, "name detail role"),
    *_optional(Integer, "work_best work_typical work_worst"),
    *_required(String(8), "work_unit"),
    *_optional(Integer, "wait_best wait_typical wait_worst"),
    *_required(String(8), "wait_unit"),
    *_required(Text, "quality forms basis"),
    _may_refer("place_id", "place", "SET NULL"),
    *_required(Float, "shift_x shift_y"),
    *_indexes("version_id"),
)
_owned(
    "process_flow",
    _within("step_id", "process_step"),
    _within("target_id", "process_step"),
    *_required(Integer, "position"),
    *_required(Text, "condition"),
    *_optional(Float, "share"),
    *_required(Integer, "at_most"),
    *_indexes("step_id target_id"),
)
_owned(
    "process_match",
    _within("before_id", "process_step", nullable=True),
    _within("after_id", "process_step", nullable=True),
    *_indexes("before_id after_id"),
)
_rows(
    "holiday",
    Column("day", String(10), nullable=False, unique=True),
    *_required(Text, "name"),
)

# Committees
_detail(
    "appointment_order",
    *_required(Text, "reason power"),
    *_optional(String(10), "effective_on"),
    *_required(Text, "signer signer_position text"),
)
_detail(
    "committee",
    *_required(String(32), "form"),
    *_required(Text, "purpose issue"),
    *_required(Boolean, "has_quorum"),
    *_optional(Integer, "notice_days"),
    *_indexes("form"),
)
_owned("role_duty", *_required(String(32), "role"), *_required(Text, "duties"))
_owned(
    "membership",
    _may_refer("person_id", "person"),
    *_required(Text, "name post"),
    *_required(Boolean, "by_post"),
    *_required(String(32), "role"),
    *_required(Integer, "position"),
    *_required(String(10), "from_on"),
    *_optional(String(10), "to_on"),
    _may_refer("order_id", "record", "SET NULL"),
    Column("end_reason", String(16), nullable=False, server_default=""),
    Column("role_words", Text, nullable=False, server_default=""),
)
_detail(
    "meeting",
    _may_refer("committee_id", "record", "SET NULL"),
    *_required(Text, "held_at"),
    *_required(String(5), "opened_at closed_at"),
    *_required(Text, "recorder checker certified_in"),
    _may_refer("certified_by", "record", "SET NULL"),
    Column("headings", Text, nullable=False, server_default=""),
    *_optional(String(10), "noticed_on"),
    *_indexes("committee_id"),
)
_owned(
    "attendance",
    *_required(Integer, "position"),
    *_required(Text, "name"),
    *_required(String(16), "presence"),
    *_required(Text, "note"),
    Column("stands_for", Text, nullable=False, server_default=""),
    Column("came_at", String(5), nullable=False, server_default=""),
)
_owned(
    "agenda_item",
    *_required(Integer, "position section"),
    *_required(Text, "text resolution owner"),
    *_optional(String(10), "due_on done_on"),
    Column("progress", Text, nullable=False, server_default=""),
    _may_refer("from_item_id", "agenda_item", "SET NULL"),
    *_indexes("due_on"),
)
_detail(
    "knowledge_set",
    _may_refer("group_id", "record", "SET NULL"),
    *_required(Text, "issue makers text"),
    *_optional(String(10), "due_on"),
    _may_refer("replaces_id", "record", "SET NULL"),
    *_indexes("group_id"),
)
_owned(
    "knowledge_step",
    *_required(String(16), "step"),
    *_required(String(10), "taken_on"),
    *_required(Text, "taken_by note"),
    Column("text", Text, nullable=False, server_default=""),
)
_detail(
    "km_plan",
    *_required(Integer, "fiscal_year"),
    *_required(String(16), "level"),
    *_required(Text, "reviewer approver"),
    _may_refer("carried_from", "record", "SET NULL"),
    *_indexes("fiscal_year"),
)
_owned(
    "focus_area",
    *_required(Integer, "position"),
    *_required(Text, "title"),
    _may_refer("under_id", "focus_area", "SET NULL"),
)
_owned(
    "desired_state",
    *_required(Integer, "position"),
    _may_refer("focus_id", "focus_area", "SET NULL"),
    *_required(Text, "title measure"),
    *_required(String(50), "unit"),
    *_optional(Float, "baseline target"),
    *_required(Float, "reached"),
    *_optional(String(10), "due_on"),
    _may_refer("under_id", "desired_state", "SET NULL"),
    Column("counted_by", String(32), nullable=False, server_default=""),
    *_indexes("due_on"),
)
_owned(
    "activity",
    *_required(Integer, "position"),
    _may_refer("state_id", "desired_state", "SET NULL"),
    *_required(String(32), "part"),
    *_required(Text, "title method period"),
    *_optional(String(10), "from_on to_on"),
    _may_refer("after_id", "activity", "SET NULL"),
    *_required(Text, "indicator target tools"),
    *_optional(Float, "budget spent"),
    *_required(Text, "owner"),
    *_required(String(16), "status"),
    Column("done_percent", Integer, nullable=False, server_default="0"),
)
_owned(
    "post_holder",
    *_required(Text, "post name"),
    *_required(String(10), "from_on"),
    *_optional(String(10), "to_on"),
)
_owned(
    "report_round",
    *_required(Text, "title"),
    *_required(String(10), "asked_on due_on"),
    *_optional(Integer, "months"),
)
_owned(
    "progress_report",
    _refers("round_id", "report_round", "CASCADE"),
    _may_refer("activity_id", "activity", "CASCADE"),
    *_required(Text, "owner"),
    *_optional(String(10), "reported_on"),
    *_optional(Integer, "done_percent"),
    *_optional(Float, "spent"),
    *_required(Text, "words problem"),
    *_indexes("round_id"),
)
_owned(
    "km_evidence",
    _refers("attachment_id", "attachment", "CASCADE"),
    _may_refer("state_id", "desired_state", "SET NULL"),
    _may_refer("activity_id", "activity", "SET NULL"),
    _may_refer("item_id", "agenda_item", "SET NULL"),
    *_required(String(16), "form"),
    *_optional(String(10), "dated"),
    *_required(Text, "note"),
)
_owned(
    "knowledge_comment",
    *_required(String(10), "said_on"),
    *_required(Text, "said_by text"),
    *_optional(String(10), "settled_on"),
)
_detail(
    "training",
    *_optional(String(10), "to_on"),
    *_optional(Float, "hours"),
    *_required(Text, "held_at trainers topics"),
)
_owned(
    "trainee",
    *_required(Integer, "position"),
    *_required(Text, "name office"),
    *_optional(Float, "hours"),
    *_required(Boolean, "master_trainer"),
    *_required(String(50), "certificate"),
)

# Directory
_detail(
    "cooperative",
    *_required(String(16), "form"),
    *_required(String(32), "category"),
    *_required(String(100), "district subdistrict"),
    *_required(String(20), "year_end"),
    *_optional(String(10), "meeting_on"),
    *_optional(Float, "loan_limit"),
    *_optional(String(10), "bylaws_on board_from board_until dissolved_on"),
    *_required(Text, "board auditor officer contact note"),
    *_indexes("category district"),
)
_owned(
    "cooperative_year",
    *_required(Integer, "year"),
    *_optional(Integer, "members"),
    *_optional(Float, "capital"),
    *_required(String(16), "standard"),
    UniqueConstraint("record_id", "year"),
)
_detail(
    "resource_person",
    _may_refer("person_id", "person"),
    *_required(Text, "affiliation expertise topics talks"),
    *_required(String(100), "phone"),
    *_required(Text, "address"),
    *_required(Boolean, "consent"),
)
_detail(
    "staff",
    _may_refer("person_id", "person"),
    *_required(Text, "position unit"),
    *_required(String(50), "extension"),
    *_required(Text, "tasks stand_in"),
    *_indexes("unit"),
)
