"""Shared Qt parts: the tab frame, record list and panel, forms, page view, style."""
