"""Screens of the regulations tab."""
