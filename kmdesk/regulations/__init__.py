"""Regulations: laws and office rules by provision, citations, answer cards."""
