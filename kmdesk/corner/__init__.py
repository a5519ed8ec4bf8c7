"""Visitor pages around the tabs: home, search results, reader, basket, idle reset."""
