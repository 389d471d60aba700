"""Builds the package for this system: python3 dev.py installer.

Freezes the app with PyInstaller in an environment of its own, from locked and hashed requirements, then packs
the folder: a .deb and a .tar.gz on Linux, a .zip on Windows and macOS. The result lies in dist/.
"""

import os
import platform
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK, DIST = ROOT / "build" / "installer", ROOT / "dist"
FROZEN = WORK / "frozen" / "peerdesk"
DEBIAN_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}
# Qt is inside; these are what it leaves to the system (Debian 12 names; newer ones provide them).
NEEDS = (
    "libglib2.0-0, libegl1, libgl1, libfontconfig1, libxkbcommon0, libdbus-1-3, libxcb-cursor0, libxcb-icccm4, "
    "libxcb-keysyms1, libxcb-shape0, libxcb-xkb1, libxkbcommon-x11-0"
)
CONTROL = """Package: peerdesk
Version: {version}
Architecture: {machine}
Maintainer: The Peerdesk authors <peerdesk@localhost>
Installed-Size: {kib}
Depends: libc6 (>= {glibc}), {needs}
Recommends: libcups2
Section: misc
Priority: optional
Description: {summary}
 Keeps staff, hours and supervision in an encrypted store and prints the papers
 that a licensing board asks for. Needs no network.
"""
DESKTOP = """[Desktop Entry]
Type=Application
Name=Peerdesk
Comment={summary}
Exec=peerdesk
Icon=peerdesk
Terminal=false
Categories=Office;
"""


def run(*command: str | Path, **variables: str) -> None:
    """Run a command in the project's folder; an error ends the build."""
    subprocess.run([str(part) for part in command], cwd=ROOT, check=True, env={**os.environ, **variables})


def environment() -> Path:
    """A fresh environment with the locked run-time parts, PyInstaller and the app's own code; its Python."""
    folder = WORK / "venv"
    venv.create(folder, clear=True, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = (python, "-m", "pip", "-q", "--disable-pip-version-check", "install")
    for name in ("run.txt", "freeze.txt"):
        run(*pip, "--require-hashes", "-r", ROOT / "requirements" / name)
    return python


def freeze(python: Path) -> None:
    """Make the folder that holds the whole program; the same input gives the same names and order."""
    where = ("--distpath", FROZEN.parent, "--workpath", WORK / "work")
    spec = ROOT / "installer" / "peerdesk.spec"
    run(python, "-m", "PyInstaller", "--noconfirm", "--clean", *where, spec, PYTHONHASHSEED="1")


def check() -> None:
    """Start the frozen program once, and let it make and verify the sample agency."""
    program = FROZEN / ("peerdesk.exe" if os.name == "nt" else "peerdesk")
    run(program, "--version")
    shutil.rmtree(WORK / "demo", ignore_errors=True)
    run(program, "demo", WORK / "demo")


def archive(version: str) -> Path:
    """The folder as one file: .tar.gz on Linux, .zip elsewhere."""
    name = f"peerdesk-{version}-{sys.platform}-{platform.machine().lower()}"
    form = "gztar" if sys.platform.startswith("linux") else "zip"
    bundle = FROZEN.parent / "Peerdesk.app"
    packed = bundle if bundle.exists() else FROZEN
    return Path(shutil.make_archive(str(DIST / name), form, packed.parent, packed.name))


def deb(version: str, summary: str) -> Path:
    """The Debian package, made with dpkg-deb."""
    tree = WORK / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(FROZEN, tree / "opt" / "peerdesk", symlinks=True)
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / "peerdesk").symlink_to("/opt/peerdesk/peerdesk")
    _write(tree / "usr/share/applications/peerdesk.desktop", DESKTOP.format(summary=summary))
    icons = tree / "usr/share/icons/hicolor/scalable/apps"
    icons.mkdir(parents=True)
    shutil.copyfile(ROOT / "resources" / "icons" / "mark.svg", icons / "peerdesk.svg")
    _write(tree / "usr/share/doc/peerdesk/copyright", (ROOT / "LICENSE").read_text(encoding="utf-8"))
    kib = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file()) // 1024
    machine = DEBIAN_MACHINES.get(platform.machine(), platform.machine())
    glibc = platform.libc_ver()[1] or "2.36"
    _write(
        tree / "DEBIAN" / "control",
        CONTROL.format(version=version, machine=machine, kib=kib, glibc=glibc, needs=NEEDS, summary=summary),
    )
    made = DIST / f"peerdesk_{version}_{machine}.deb"
    run("dpkg-deb", "--root-owner-group", "-Zgzip", "--build", tree, made)
    return made


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main() -> int:
    """Freeze, check, pack; prints the files made."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    DIST.mkdir(exist_ok=True)
    freeze(environment())
    check()
    made = [archive(project["version"])]
    if shutil.which("dpkg-deb"):
        made.append(deb(project["version"], project["description"]))
    for path in made:
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1_000_000} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
