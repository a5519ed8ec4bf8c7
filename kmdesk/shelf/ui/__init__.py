"""Screens of the shelf."""
