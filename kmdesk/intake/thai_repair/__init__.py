"""Repair of Thai text as stored in files, for reading and searching."""
