"""kmdesk: the offline knowledge desk of a provincial cooperative office."""

__version__ = "0.1.0"
