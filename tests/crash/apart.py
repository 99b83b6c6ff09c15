"""Runs the programs of this folder in a process of its own, which imports everything once and forks for each of them.

The test's own process is no place for that: it has threads, and a window's library. Linux and other Unixes only.
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Apart:
    """The process that forks; it starts with the first program that is run, and ends with ``end``."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(self, program: str, *arguments: object, told: Path, **environment: str) -> tuple[int, str]:
        """As ``python -m tests.crash.PROGRAM ARGUMENTS``: its exit code, and what it told, through the file *told*."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.crash.apart"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = [program, [str(each) for each in arguments], {**os.environ, **environment}, str(told)]
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        code = self._process.stdout.readline()
        return int(code), told.read_text(encoding="utf-8")

    def end(self) -> None:
        """Let the process end, if it ever began."""
        if self._process is not None:
            self._process.communicate()


def main() -> None:
    """Fork for each line of standard input; answer it with the exit code."""
    from tests.crash import power, runner
    from tests.crash.operations import OPERATIONS, TRIALS

    assert OPERATIONS and TRIALS
    programs = {"power": power.main, "runner": runner.main}
    # What is never collected is never written to either: the children share it all.
    gc.freeze()
    for line in sys.stdin:
        program, arguments, environment, told = json.loads(line)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                _become(program, arguments, environment, told)
                programs[program]()
                code = 0
            except SystemExit as end:
                print(end, file=sys.stderr)
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(program: str, arguments: list[str], environment: dict[str, str], told: str) -> None:
    """Be as a program that was started by itself: its arguments, its environment, and where it tells."""
    out = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(source, target)
    os.close(out)
    os.close(nothing)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None
    sys.argv = [program, *arguments]


if __name__ == "__main__":
    main()
