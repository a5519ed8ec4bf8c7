"""Handover pack: the whole library as readable folders with printed contents, and its import."""
