"""Screens of the places room."""
