"""Regulations: laws and office rules provision by provision, citations, answer cards."""
