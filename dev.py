#!/usr/bin/env python3
"""One door for work on Peerdesk: python3 dev.py setup | run | test | bench | faults | lint | installer.

Makes .venv from the locked requirements, sees to the system libraries, then hands over. Standard library only.
"""

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = str(BIN / ("python.exe" if os.name == "nt" else "python"))
STAMP = VENV / "made-from"
LINUX = sys.platform.startswith("linux")
HEADLESS = LINUX and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
LIBRARIES = (
    "libglib2.0-0 libegl1 libgl1 libfontconfig1 libxkbcommon0 libdbus-1-3 libxcb-cursor0 libxcb-icccm4 "
    "libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libcups2"
)
PROBE = "import PySide6.QtWidgets, PySide6.QtPdf"
CONTRACTS = "from importlinter.cli import lint_imports as run; raise SystemExit(run(no_cache=True))"
CHECKS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "mypy": ["-m", "mypy", "--strict", "app"],
    "import contracts": ["-c", CONTRACTS],
    "pytest": ["-m", "pytest", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart", "0"],
}
COMMANDS = {
    "bench": ["tests/benchmarks"],
    "faults": ["-m", "tests.faults"],
    "lint": CHECKS["ruff check"],
    "installer": ["installer/build.py"],
}


def call(*arguments, **variables):
    """Run .venv's Python in the project's folder with these variables added; its exit code."""
    return subprocess.call([PYTHON, *arguments], cwd=ROOT, env={**os.environ, **variables})


def works(*command, otherwise=""):
    """Run a command quietly. True where it worked; stops with what it said and this sentence where one is given."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode and otherwise:
        sys.exit(f"{done.stdout.decode('utf-8', 'replace')}\ndev.py: {otherwise} What was said stands above.")
    return done.returncode == 0


def install(packages, why):
    """Install Debian packages as root, asking first at a terminal; elsewhere name the command and stop."""
    line = f"env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends {packages}"
    if not shutil.which("apt-get") or os.geteuid() != 0:
        sys.exit(f"dev.py: {why} On Debian or Ubuntu this installs them; then try again:\n  sudo {line}")
    if sys.stdin.isatty() and input(f"{why} Install now: {packages}? [y/N] ").strip().lower() != "y":
        sys.exit("dev.py: nothing was installed.")
    print(f"{why} Installing: {packages}", flush=True)
    works("apt-get", "update", otherwise="apt-get could not read its lists of packages.")
    works(*line.split(), otherwise="apt-get could not install the packages.")


def state(development):
    """What .venv has to be made from: a line of this Python and folder, a line of the locked files."""
    files = [ROOT / "pyproject.toml", ROOT / "requirements" / ("dev.txt" if development else "run.txt")]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    return f"{PYTHON} {platform.python_version()} {sys.base_prefix}\n{digest}"


def see_to_window():
    """Look for what a window needs wherever there is a display: .venv may have been made where there was none."""
    plugins = VENV.glob("lib/python*/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so")
    try:
        for plugin in plugins if LINUX and not HEADLESS else ():
            ctypes.CDLL(str(plugin))
    except OSError:  # Qt stops at the first that is missing, and blames another: ldd names all of them
        said = subprocess.run(["ldd", str(plugin)], stdout=subprocess.PIPE, text=True, check=False).stdout
        missing = ", ".join(line.split()[0] for line in said.splitlines() if "not found" in line)
        install(LIBRARIES, f"A window needs libraries that are missing here: {missing}.")


def setup(development=False):
    """Make .venv from the locked requirements; nothing happens where it is ready."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this sentence is for those who start it with an older one
        sys.exit(
            f"Peerdesk needs Python 3.11 or newer; this is {platform.python_version()}. Install it, then try again."
        )
    before = STAMP.read_text(encoding="utf-8") if STAMP.exists() and Path(PYTHON).exists() else ""
    if before == state(True) or (before == state(False) and not development):
        see_to_window()
        return
    print(f"Getting {VENV.name} ready; the first time takes a minute or two ...", flush=True)
    same_place = before.partition("\n")[0] == state(True).partition("\n")[0]
    if not same_place or not works(PYTHON, "-m", "pip", "--version"):
        shutil.rmtree(VENV, ignore_errors=True)
        if not works(sys.executable, "-c", "import ensurepip"):
            install("python3-venv", "Python's venv module is missing.")
        works(sys.executable, "-m", "venv", str(VENV), otherwise="No virtual environment could be made.")
    STAMP.unlink(missing_ok=True)
    wanted = str(ROOT / "requirements" / ("dev.txt" if development else "run.txt"))
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "-q", "install"]
    works(*pip, "--require-hashes", "-r", wanted, otherwise="The locked requirements could not be installed.")
    works(*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT), otherwise="Peerdesk could not be installed.")
    if LINUX and not works(PYTHON, "-c", PROBE):
        install(LIBRARIES, "System libraries that a window needs are missing.")
    works(PYTHON, "-c", PROBE, otherwise="Qt cannot be loaded.")
    see_to_window()
    STAMP.write_text(state(development), encoding="utf-8")


def run(*arguments):
    """Open the app; without a display make the sample agency in demo/ instead, which names its files."""
    if arguments or not HEADLESS:
        return call("-m", "app", *arguments)
    print("There is no display here for a window. Making the sample agency in demo/ instead.", flush=True)
    return call("-m", "app", "demo", "demo")


def test(*arguments):
    """Run every check off screen, up to the first that fails; its exit code."""
    for name, check in CHECKS.items():
        print(f"== {name}", flush=True)
        if code := call(*check, *(arguments if name == "pytest" else ()), QT_QPA_PLATFORM="offscreen"):
            print(f"dev.py: stopped at {name}, exit code {code}.", file=sys.stderr)
            return code
    return 0


def main(name="", *arguments):
    """Do what the first argument names; further arguments are handed on."""
    if name not in {"setup", "run", "test", *COMMANDS}:
        print(__doc__, file=sys.stderr)
        return 2
    setup(development=name not in ("setup", "run", "installer"))
    if name == "setup":
        print(f"Ready: {BIN / 'peerdesk'}")
        return 0
    if name in COMMANDS:
        return call(*COMMANDS[name], *arguments, QT_QPA_PLATFORM="offscreen")
    return run(*arguments) if name == "run" else test(*arguments)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
