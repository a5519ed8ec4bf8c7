"""Sample orders, groups, meetings, sets and KM plan of the sample office."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from kmdesk.committees import queries
from kmdesk.committees.knowledge import add_set, advance
from kmdesk.committees.meetings import add_item, call_meeting, certify, finish_action
from kmdesk.committees.orders import add_committee, add_order, appoint, set_duties
from kmdesk.committees.plan import add_activity, add_focus, add_plan, add_state
from kmdesk.committees.trainings import add_trainee, add_training, number_certificates
from kmdesk.records import Unit
from kmdesk.records.sample_days import SampleDays
from kmdesk.thai.digits import to_arabic


def load_sample(unit: Unit, folder: Path) -> None:
    """Load everything in ``committees.toml`` and ``plan.toml``."""
    days = SampleDays.of_today()
    data = days.read(tomllib.loads((folder / "committees.toml").read_text("utf-8")))
    orders: dict[str, int] = {}
    for entry in data["order"]:
        orders[entry["number"]] = add_order(unit, entry).id
        _link_basis(unit, orders[entry["number"]], entry)
    for entry in data["committee"]:
        _add_committee(unit, entry, orders)
    _add_meetings(unit, data["meeting"])
    for entry in data["set"]:
        _add_set(unit, entry)
    for entry in data["training"]:
        _add_training(unit, entry)
    for plan in days.read(tomllib.loads((folder / "plan.toml").read_text("utf-8")))["plan"]:
        _add_plan(unit, plan, days.today.isoformat())


def _add_committee(unit: Unit, entry: dict[str, Any], orders: dict[str, int]) -> None:
    members, duties = entry.pop("members", []), entry.pop("duties", {})
    order_id = orders.get(entry.pop("order", ""))
    from_on = entry.pop("from_on")
    committee = add_committee(unit, entry)
    for role, text in duties.items():
        set_duties(unit, committee.id, role, text)
    for member in members:
        appoint(unit, committee.id, **{"from_on": from_on, "order_id": order_id, **member})


def _add_meetings(unit: Unit, entries: list[dict[str, Any]]) -> None:
    """Add meetings with their resolutions; minutes are certified in the next meeting."""
    to_certify: int | None = None
    for entry in entries:
        items, in_next = entry.pop("items", []), entry.pop("certified_in_next", False)
        committee_id = queries.titled(unit.session, "committee", entry.pop("committee"))
        assert committee_id is not None
        meeting = call_meeting(unit, committee_id, entry)
        for item in items:
            done_on = item.pop("done_on", "")
            added = add_item(unit, meeting.id, **item)
            if done_on:
                finish_action(unit, added.id, done_on)
        if to_certify is not None:
            certify(unit, to_certify, "", meeting.id)
        to_certify = meeting.id if in_next else None


def _add_set(unit: Unit, entry: dict[str, Any]) -> None:
    steps, on = entry.pop("steps", []), entry.pop("on")
    entry["group_id"] = queries.titled(unit.session, "committee", entry.pop("group"))
    record = add_set(unit, entry, on)
    for step in steps:
        advance(unit, record.id, **step)


def _add_training(unit: Unit, entry: dict[str, Any]) -> None:
    trainees, certified = entry.pop("trainees", []), entry.pop("certified", False)
    training = add_training(unit, entry)
    for trainee in trainees:
        add_trainee(unit, training.id, trainee)
    if certified:
        number_certificates(unit, training.id)


def _add_plan(unit: Unit, entry: dict[str, Any], today: str) -> None:
    """Add a plan of the fiscal year, with activities progressed up to today."""
    entry["fiscal_year"] = int(to_arabic(str(entry["fiscal_year"])))
    focus, states = entry.pop("focus", []), entry.pop("states", [])
    activities, status = entry.pop("activities", []), entry.pop("status", "draft")
    plan = add_plan(unit, entry)
    _link_basis(unit, plan.id, entry)
    plan.status = status
    # The file counts from 1, as it cannot know the ids of the database.
    areas = [None, *(add_focus(unit, plan.id, title).id for title in focus)]
    goals: list[int | None] = [None]
    for state in states:
        values: dict[str, object] = {**state, "focus_id": areas[state.get("focus", 0)]}
        values.pop("focus", None)
        goals.append(add_state(unit, plan.id, values).id)
    done: list[int | None] = [None]
    for entry in activities:
        state_id, after_id = goals[entry.pop("state", 0)], done[entry.pop("after", 0)]
        values = {**_so_far(entry, today), "state_id": state_id, "after_id": after_id}
        done.append(add_activity(unit, plan.id, values).id)


def _so_far(activity: dict[str, Any], today: str) -> dict[str, Any]:
    """Limit progress to today: nothing starts before its first day or runs past its last."""
    if activity["from_on"] > today:
        return {**activity, "status": "planned", "done_percent": 0, "spent": None}
    if activity["to_on"] < today:
        return {**activity, "status": "done", "done_percent": 100}
    first, last, now = map(date.fromisoformat, (activity["from_on"], activity["to_on"], today))
    percent = activity.get("done_percent", 0)
    done = min(percent, 100 * (now - first).days // (last - first).days // 5 * 5)
    spent = activity.get("spent")
    share = done / percent if percent else 0
    spent = spent if spent is None else round(spent * share, -2)
    return {**activity, "status": "running", "done_percent": done, "spent": spent}


def _link_basis(unit: Unit, record_id: int, entry: dict[str, Any]) -> None:
    law = queries.titled(unit.session, "regulation", entry.get("basis", ""))
    if law is not None:
        unit.link(record_id, law, "legal_basis")
