"""The frame only: main window, tab host, shortcuts, language."""
