"""Records: the record table and its kinds, links, change feed, trash and unit of work."""

from sqlalchemy.orm import Session

from kmdesk.records.history import ChangeRow
from kmdesk.records.kinds import BaseKind, IndexPassage, Kind, Kinds
from kmdesk.records.library import Library
from kmdesk.records.unit import (
    DUTY_NAMES,
    SYSTEM,
    WALK_UP,
    Actor,
    Duty,
    NotAllowed,
    PassageText,
    Reading,
    RecordError,
    Unit,
)

__all__ = [
    "DUTY_NAMES",
    "SYSTEM",
    "WALK_UP",
    "Actor",
    "BaseKind",
    "ChangeRow",
    "Duty",
    "IndexPassage",
    "Kind",
    "Kinds",
    "Library",
    "NotAllowed",
    "PassageText",
    "Reading",
    "RecordError",
    "Session",
    "Unit",
]
