"""Screens of the processes room."""
