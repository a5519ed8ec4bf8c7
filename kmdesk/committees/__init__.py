"""Committees, tab 4: orders, memberships, meetings, minutes, the KM plan and knowledge sets."""
