"""Starts one worker after another by fork, so that a thousand kills need not load Python a thousand times.

Argument: a module of this folder with `run(*arguments)`. Each line of standard input is a JSON list of arguments: a
child runs them, `PID n` says which process it is, and `GONE` that it has ended. What the child prints stands between.
"""

import importlib
import json
import os
import sys


def main() -> None:
    """Fork a child for each line, wait for its end."""
    job = importlib.import_module(f"tests.faults.{sys.argv[1]}")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.stdin.close()
            try:
                job.run(*json.loads(line))
            finally:
                os._exit(0)
        print(f"PID {child}", flush=True)
        os.waitpid(child, 0)
        print("GONE", flush=True)


if __name__ == "__main__":
    main()
