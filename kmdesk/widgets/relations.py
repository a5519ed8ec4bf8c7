"""What a link between two records is called, seen from either end."""

from kmdesk.i18n import N_, tr

RELATIONS = {
    "cites": (N_("Refers to"), N_("Referred to by")),
    "repeals": (N_("Repeals"), N_("Repealed by")),
    "amends": (N_("Amends"), N_("Amended by")),
    "forwards": (N_("Forwards"), N_("Forwarded by")),
    "replaces": (N_("New version of"), N_("Has a newer version")),
    "attaches": (N_("Comes with"), N_("Attached to")),
    "legal_basis": (N_("Legal basis"), N_("Legal basis of")),
    "bylaws_of": (N_("Bylaws of"), N_("Bylaws")),
    "form": (N_("Form used"), N_("Used in")),
    "appoints": (N_("Appoints"), N_("Appointed by")),
    "publishes": (N_("Publishes"), N_("Published by")),
    "read_from": (N_("Read from the paper"), N_("Read in as")),
    "about": (N_("About"), N_("See also")),
}


def relation_words(relation: str, outgoing: bool) -> str:
    """The translated name of a link, from its source or from its target."""
    ways = RELATIONS.get(relation, RELATIONS["about"])
    return tr(ways[0] if outgoing else ways[1])
