"""The tab of committees and the KM programme."""

from dataclasses import replace
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from kmdesk.committees import queries
from kmdesk.committees.model import CommitteeDetail
from kmdesk.committees.terms import FORMS, STEPS
from kmdesk.committees.ui import (
    action_list,
    acts,
    attendance,
    board,
    km_acts,
    lists,
    meeting_acts,
    month,
    order_reader,
    plan_acts,
    report_acts,
    roster_dialog,
    set_editor,
    training_acts,
)
from kmdesk.committees.ui.body import BlocksBody
from kmdesk.committees.view import committee_view
from kmdesk.i18n import N_
from kmdesk.records import Duty
from kmdesk.records.describe import Paper
from kmdesk.records.unit import Reading
from kmdesk.widgets.context import Context
from kmdesk.widgets.queries import count_by
from kmdesk.widgets.tab import DATED, NUMBER, STATUS, TITLE, Action, Node, RecordTab, TabSpec


class CommitteeSpec(TabSpec):
    """What the shared tab shows of this room."""

    code = "committees"
    kinds = ("order", "committee", "meeting", "knowledge_set", "km_plan", "training")
    joins = (CommitteeDetail,)
    columns = (TITLE, replace(NUMBER, width=8), DATED, STATUS)
    sort = (0, False)
    actions: ClassVar = (
        Action(N_("Edit…"), acts.edit_order, kinds=("order",)),
        Action(N_("Repeal…"), acts.repeal_order, kinds=("order",), rare=True),
        Action(N_("Edit…"), acts.edit_committee, kinds=("committee",)),
        Action(N_("New member…"), acts.add_member, kinds=("committee",)),
        Action(N_("Edit a member…"), acts.edit_member, kinds=("committee",)),
        Action(N_("Duties…"), acts.edit_duties, kinds=("committee",), rare=True),
        Action(N_("End a membership…"), acts.end_member, kinds=("committee",), rare=True),
        Action(N_("New holder of a post…"), acts.new_holder, kinds=("committee",), rare=True),
        Action(N_("Roster on a day…"), roster_dialog.show_roster, kinds=("committee",), rare=True),
        Action(N_("New order from this one…"), acts.next_order, kinds=("order",)),
        Action(N_("Call a meeting…"), acts.new_meeting, kinds=("committee",)),
        Action(N_("New knowledge set…"), set_editor.new_set, kinds=("committee",)),
        Action(N_("Edit…"), meeting_acts.edit_meeting, kinds=("meeting",)),
        Action(N_("Attendance…"), attendance.show_attendance, kinds=("meeting",)),
        Action(N_("New matter…"), meeting_acts.add_item, kinds=("meeting",)),
        Action(N_("Edit a matter…"), meeting_acts.edit_item, kinds=("meeting",)),
        Action(N_("Carried out…"), meeting_acts.finish_action, kinds=("meeting",)),
        Action(
            N_("Certify the minutes…"), meeting_acts.certify, Duty.SECRETARY, kinds=("meeting",)
        ),
        Action(
            N_("Attach from the basket"), meeting_acts.attach_papers, kinds=("meeting",), rare=True
        ),
        Action(N_("Meeting book"), meeting_acts.print_book, kinds=("meeting",), rare=True),
        Action(N_("Next step…"), km_acts.advance_set, kinds=("knowledge_set",)),
        Action(N_("Edit…"), set_editor.edit_set, kinds=("knowledge_set",)),
        Action(N_("Comment…"), km_acts.comment, kinds=("knowledge_set",)),
        Action(
            N_("Deal with a comment…"), km_acts.edit_comment, kinds=("knowledge_set",), rare=True
        ),
        Action(N_("Compare versions…"), km_acts.compare, kinds=("knowledge_set",), rare=True),
        Action(N_("New version"), km_acts.new_version, kinds=("knowledge_set",), rare=True),
        Action(N_("Edit…"), plan_acts.edit_plan, kinds=("km_plan",)),
        Action(N_("Progress…"), plan_acts.edit_part, kinds=("km_plan",)),
        Action(N_("New focus area…"), plan_acts.add_focus, kinds=("km_plan",), rare=True),
        Action(N_("New desired state…"), plan_acts.add_state, kinds=("km_plan",), rare=True),
        Action(N_("New activity…"), plan_acts.add_activity, kinds=("km_plan",)),
        Action(
            N_("Import activities…"), plan_acts.import_activities, kinds=("km_plan",), rare=True
        ),
        Action(N_("Count again"), plan_acts.count_again, kinds=("km_plan",), rare=True),
        Action(N_("Ask for reports…"), report_acts.ask_reports, kinds=("km_plan",)),
        Action(N_("Take in a report…"), report_acts.file_report, kinds=("km_plan",)),
        Action(N_("Add evidence…"), report_acts.add_evidence, kinds=("km_plan",)),
        Action(N_("Add evidence…"), report_acts.add_evidence, kinds=("meeting",), rare=True),
        Action(N_("Print the evidence"), report_acts.print_evidence, kinds=("km_plan",), rare=True),
        Action(
            N_("Edit evidence…"),
            report_acts.edit_evidence,
            kinds=("km_plan", "meeting"),
            rare=True,
        ),
        Action(N_("Calls for reports…"), report_acts.edit_round, kinds=("km_plan",), rare=True),
        Action(N_("Carry to the next year"), plan_acts.carry_on, kinds=("km_plan",), rare=True),
        Action(N_("Edit…"), training_acts.edit_training, kinds=("training",)),
        Action(N_("Who took part…"), training_acts.add_people, kinds=("training",)),
        Action(N_("Edit a participant…"), training_acts.edit_person, kinds=("training",)),
        Action(N_("Certificates"), training_acts.print_certificates, kinds=("training",)),
        Action(N_("New training…"), training_acts.new_training, needs_record=False, rare=True),
        Action(
            N_("Resolutions to be carried out…"),
            action_list.show_actions,
            needs_record=False,
            rare=True,
        ),
        Action(N_("Board of sets…"), board.show_board, needs_record=False, rare=True),
        Action(
            N_("Calendar of the committees…"),
            month.show_month,
            needs_record=False,
            rare=True,
            duty=Duty.WALK_UP,
        ),
        Action(
            N_("Who sits where…"),
            lists.show_seats,
            needs_record=False,
            rare=True,
            duty=Duty.WALK_UP,
        ),
        Action(N_("Hours of training…"), lists.show_hours, needs_record=False, rare=True),
        Action(
            N_("Order from its text…"),
            order_reader.from_text,
            needs_record=False,
            rare=True,
            begins=True,
        ),
        Action(N_("New order…"), acts.new_order, needs_record=False),
        Action(N_("New committee…"), acts.new_committee, needs_record=False),
        Action(N_("New plan…"), plan_acts.new_plan, needs_record=False, rare=True),
    )

    def nodes(self, reading: Reading) -> list[Node]:
        """By kind; committees by form, sets by step."""
        kinds = count_by(reading, queries.KIND, self.kinds)
        forms = queries.forms_in_use(reading)
        steps = queries.statuses_of(reading, "knowledge_set")
        by_form = tuple(
            Node(word, queries.of_form(form), count=forms[form])
            for form, word in FORMS.items()
            if form in forms
        )
        by_step = tuple(
            Node(word, queries.in_state("knowledge_set", step), count=steps.get(step, 0))
            for step, word in STEPS.items()
        )
        words = {
            "order": (N_("Appointment orders"), ()),
            "committee": (N_("Committees and groups"), by_form),
            "meeting": (N_("Meetings"), ()),
            "knowledge_set": (N_("Knowledge sets"), by_step),
            "km_plan": (N_("KM plans"), ()),
            "training": (N_("Trainings"), ()),
        }
        return [
            Node(N_("All"), count=sum(kinds.values())),
            *(
                Node(word, queries.is_kind(kind), children, kinds.get(kind, 0))
                for kind, (word, children) in words.items()
            ),
        ]

    def load(self, reading: Reading, record_id: int) -> object:
        """Tables and values of a record."""
        return committee_view(reading, record_id)

    def body(self, context: Context, parent: QWidget) -> BlocksBody:
        """Text and tables."""
        return BlocksBody(context, parent)


class Tab(RecordTab):
    """Committees and KM."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(CommitteeSpec(), context, parent)

    def take_paper(self, paper: Paper) -> None:
        """Read an order that lies on the shelf as a paper."""
        order_reader.from_paper(self, paper)
