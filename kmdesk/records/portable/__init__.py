"""Lossless export and import of a library as a readable folder or spreadsheets."""
