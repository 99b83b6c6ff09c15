"""One program in a process of its own, and what it took: the imports and the start are counted too.

Run as a program it starts its arguments and prints their processor seconds and peak memory. It imports little: the peak
of a process counts what the one that started it held at that moment.
"""

import json
import os
import sys


def main(words: list[str]) -> int:
    child = os.posix_spawnp(words[0], words, os.environ)
    _, status, used = os.wait4(child, 0)
    # Kilobytes; bytes on macOS.
    peak = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(json.dumps({"seconds": used.ru_utime + used.ru_stime, "mebibytes": peak}))
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
