"""The wheel is whole: installed into a copy of the environment it makes a store from another folder."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PASSPHRASE = "correct horse battery staple"


def _run(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=kept | {"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of an environment that holds the built wheel over the locked packages; no network."""
    folder = tmp_path_factory.mktemp("wheel")
    built = _run(ROOT, sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist")
    assert built.returncode == 0, built.stderr
    (wheel,) = (folder / "dist").glob("peerdesk-*.whl")
    venv.create(folder / "copy", with_pip=False)
    inside = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder / "copy")}))
    # Paths in a .pth are searched last and their own .pth files are not read: the source tree stays out.
    (inside / "locked.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    scripts = Path(sysconfig.get_path("scripts", "venv", {"base": str(folder / "copy")}))
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    put = _run(
        folder, python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--ignore-installed", wheel
    )
    assert put.returncode == 0, put.stderr
    return scripts


def test_the_parts_come_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = (
        "import json, app; from app import paths; from app.services.rules import packs; "
        "print(json.dumps([app.__file__, str(paths.migrations()), str(paths.resources())]))"
    )
    done = _run(tmp_path, installed / "python", "-c", code)
    assert done.returncode == 0, done.stderr
    module, migrations, resources = map(Path, json.loads(done.stdout))
    for path in (module, migrations, resources):
        assert path.is_relative_to(installed.parent)
        assert not path.is_relative_to(ROOT)
    assert sorted(path.name for path in (migrations / "versions").glob("*.py")) == sorted(
        path.name for path in (ROOT / "migrations" / "versions").glob("*.py")
    )
    for kept in filter(Path.is_file, (ROOT / "resources").rglob("*")):
        assert (resources / kept.relative_to(ROOT / "resources")).exists(), kept


def test_the_installed_command_says_what_it_does(installed: Path, tmp_path: Path) -> None:
    done = _run(tmp_path, installed / "peerdesk", "--help")
    assert done.returncode == 0, done.stderr
    assert {"init", "import", "owed", "pdf", "export", "verify"} <= set(done.stdout.split())


def test_the_installed_command_makes_a_store(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "passphrase.txt").write_text(PASSPHRASE + "\n", encoding="utf-8")
    common = ("--store", "store", "--user", "Ann Manager", "--passphrase-file", "passphrase.txt")
    made = _run(
        tmp_path,
        *(installed / "peerdesk", "init", "--agency", "Cottonwood Creek", "--admin", "Ann Manager"),
        *("--recovery-file", "recovery.txt", *common[:2], *common[4:]),
    )
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "store" / "agency.db").is_file()
    assert (tmp_path / "recovery.txt").read_text(encoding="utf-8").strip()
    whole = _run(tmp_path, installed / "peerdesk", "verify", *common)
    assert whole.returncode == 0, whole.stderr
