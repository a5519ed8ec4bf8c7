"""Start: the window, a command of the CLI, or one of the hidden workers."""

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run ``kmdesk`` with ``arguments`` (default: the command line); the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["worker"]:
        from kmdesk.worker import run_worker

        return run_worker(given[1:])
    if not given or given[0] == "window" or (given[0].startswith("-") and "--help" not in given):
        from kmdesk.app import run_window

        return run_window(given[1:] if given[:1] == ["window"] else given)
    from kmdesk.cli import run_command

    return run_command(given)


if __name__ == "__main__":
    sys.exit(main())
