"""The library as a readable folder and as spreadsheets, and back again without loss."""

from kmdesk.records.portable.bring_in import Brought, bring_in
from kmdesk.records.portable.sheet import write_sheet
from kmdesk.records.portable.take_out import TakenOut, take_out

__all__ = ["Brought", "TakenOut", "bring_in", "take_out", "write_sheet"]
