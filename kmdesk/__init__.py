"""kmdesk: offline knowledge management for a provincial cooperative office."""

__version__ = "0.1.0"
