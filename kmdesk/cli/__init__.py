"""The command line: the same services without a window, for scripts and checks."""
