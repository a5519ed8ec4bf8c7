"""Code lists of the directory.

Cooperative categories: พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒ มาตรา ๓๓/๑.
"""

from kmdesk.i18n import N_

FORMS = {
    "cooperative": N_("Cooperative"),
    "federation": N_("Federation of cooperatives"),
    "farmer_group": N_("Farmer group"),
}

CATEGORIES = {
    "agricultural": N_("Agricultural"),
    "fishery": N_("Fishery"),
    "settlement": N_("Settlement"),
    "store": N_("Store"),
    "service": N_("Service"),
    "savings": N_("Savings"),
    "credit_union": N_("Credit union"),
    "other": N_("Other category"),
}

COOPERATIVE_STATUSES = {
    "active": N_("Operating"),
    "dormant": N_("Not operating"),
    "dissolved": N_("Dissolved or in liquidation"),
}

PERSON_STATUSES = {
    "active": N_("Available"),
    "left": N_("No longer here"),
}

STANDARDS = {
    "passed": N_("Passed"),
    "failed": N_("Not passed"),
    "not_rated": N_("Not rated"),
}
