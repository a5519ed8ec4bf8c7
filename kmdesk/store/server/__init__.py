"""The office's PostgreSQL server: schema, files, and each PC's mirror of it.

Nothing in this package is loaded on a PC without the setting.
"""
