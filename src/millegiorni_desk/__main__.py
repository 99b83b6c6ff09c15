"""The way in: without arguments the window, with arguments the command line. Holds exit codes only."""

from __future__ import annotations

import sys


def main() -> int:
    """Run and return the exit code: 0 done, 1 the input or the world, 2 wrong usage, 70 a bug of ours."""
    arguments = sys.argv[1:]
    if len(arguments) == 2 and arguments[0] == "read-workbook":
        # A child of ours: it never meets a window, a vault, or the command line.
        from millegiorni_desk.sheets import child

        return child.main(arguments[1])
    if not arguments or (len(arguments) == 2 and arguments[0] == "window" and arguments[1][:1] != "-"):
        from millegiorni_desk import app

        return app.run(arguments[1] if arguments else "")
    from millegiorni_desk import cli

    return cli.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
