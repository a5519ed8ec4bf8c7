"""The office's pages and dialogs."""
