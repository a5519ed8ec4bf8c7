"""Screens of committees and KM."""
