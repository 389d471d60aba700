"""The near side of nursery.py: start a worker, hear it, stop, continue or kill it."""

import json
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent.parent


class Worker:
    """One forked child: its process id and the lines that it has printed so far."""

    def __init__(self, told: IO[str], first: str) -> None:
        """Wait until the nursery names the process; what the child printed before is heard first."""
        self._told, self.said = told, []
        self._early: deque[str] = deque()
        line = first
        while not line.startswith("PID "):
            self._early.append(line)
            line = self._next()
        self.pid = int(line.removeprefix("PID "))

    def _next(self) -> str:
        line = self._told.readline()
        if not line:
            raise AssertionError("the nursery ended: " + " | ".join(self.said))
        return line.strip()

    def hears(self) -> str:
        """The next line that the child prints."""
        line = self._early.popleft() if self._early else self._next()
        self.said.append(line)
        return line

    def send(self, number: int) -> None:
        """A signal to the child; one that has ended already hears nothing."""
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return

    def kill(self) -> list[str]:
        """Kill the child; everything it printed."""
        self.send(signal.SIGKILL)
        return self.end()

    def end(self) -> list[str]:
        """Wait for the child's own end; everything it printed. A line that the kill cut short is none."""
        self.said += self._early
        while not (line := self._next()).endswith("GONE"):
            self.said.append(line)
        return self.said


class Nursery:
    """A running nursery of one kind of worker."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        """Over its process."""
        self._process = process

    def start(self, *arguments: object) -> Worker:
        """A new child with these arguments, which JSON must be able to carry."""
        into, out = self._process.stdin, self._process.stdout
        assert into is not None and out is not None
        into.write(json.dumps(arguments) + "\n")
        into.flush()
        return Worker(out, out.readline().strip())


@contextmanager
def nursery(job: str, home: Path) -> Iterator[Nursery]:
    """A nursery of `job` workers with settings of their own in `home`; gone at the end.

    Nursery and workers print into one pipe: buffered, each line is one write, and no other line falls into it.
    """
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        "XDG_CONFIG_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [sys.executable, "-m", "tests.faults.nursery", job]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield Nursery(process)
        finally:
            process.kill()
