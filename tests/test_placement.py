"""Where a store may lie: ten kinds of folder are refused with their reason, ordinary ones never."""

import json
import os
from pathlib import Path

import pytest

from app import __main__ as program
from app.services.across import opening
from app.services.problems import Problem
from app.services.store import placement
from tests.conftest import AGENCY, MANAGER, PASSPHRASE, ZONE
from tests.folders import KINDS, MOUNTS, ORDINARY, false_alarms, missed_kinds


def test_ten_kinds_of_folder_are_refused_each_with_its_reason() -> None:
    assert missed_kinds() == [] and KINDS >= 10


def test_fifty_ordinary_folders_are_never_refused() -> None:
    assert len(set(ORDINARY)) == 50 and false_alarms() == []


def test_a_local_disk_inside_a_network_folder_is_ordinary() -> None:
    assert placement.look(Path("/mnt/records/local/store"), {}, MOUNTS) is None


@pytest.mark.parametrize(
    ("mark", "program"),
    [(".stfolder", "Syncthing"), (".dropbox.cache", "Dropbox"), ("._sync_0a1b2c3d4e5f.db", "Nextcloud"),
     (".sync_0a1b2c.db", "Nextcloud"), (".owncloudsync.log", "ownCloud"), (".shortcut-targets-by-id", "Google Drive")],
)  # fmt: skip
def test_what_a_program_leaves_in_its_folder_tells_of_it(tmp_path: Path, mark: str, program: str) -> None:
    (tmp_path / "plain").mkdir()
    assert placement.look(tmp_path / "plain" / "deep" / "store", {}, "") is None
    (tmp_path / "plain" / mark).mkdir()
    found = placement.look(tmp_path / "plain" / "deep" / "store", {}, "")
    assert found is not None and found.program == program


def test_a_folder_that_onedrive_or_dropbox_claims_under_any_name_is_refused(tmp_path: Path) -> None:
    claimed, home = tmp_path / "work files", tmp_path / "home"
    (home / ".dropbox").mkdir(parents=True)
    (home / ".dropbox" / "info.json").write_text(json.dumps({"personal": {"path": str(claimed)}}), encoding="utf-8")
    assert placement.look(claimed / "store", {"OneDriveCommercial": str(claimed)}, "").program == "OneDrive"
    assert placement.look(claimed / "store", {"HOME": str(home)}, "").program == "Dropbox"
    assert placement.look(tmp_path / "other", {"HOME": str(home), "OneDrive": str(claimed)}, "") is None
    (home / ".dropbox" / "info.json").write_text("[1, {", encoding="utf-8")
    assert placement.look(claimed / "store", {"HOME": str(home)}, "") is None


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
def test_a_link_into_such_a_folder_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "mine").symlink_to(tmp_path / "Dropbox")
    assert placement.why_not(tmp_path / "mine" / "store")


def test_a_new_store_is_refused_there_and_nothing_is_made(tmp_path: Path) -> None:
    entry = opening.AgencyEntry.read({"name": AGENCY, "zone": ZONE})
    with pytest.raises(Problem, match="Dropbox, which can mix up or lose records"):
        opening.create(tmp_path / "Dropbox" / "store", entry, MANAGER, PASSPHRASE)
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_lies_there_opens_with_a_warning_and_how_to_move(signed_in, tmp_path: Path, capsys) -> None:
    signed_in.store.close()
    there = tmp_path / "OneDrive - Agency" / "store"
    there.parent.mkdir()
    signed_in.store.folder.rename(there)
    opened = opening.unlock(there, MANAGER, PASSPHRASE)
    opened.store.close()
    assert "OneDrive" in opened.placement and "To move it" in opened.placement
    (tmp_path / "word").write_text(PASSPHRASE, encoding="utf-8")
    assert program.run(["owed", "--store", str(there), "--passphrase-file", str(tmp_path / "word")]) == 0
    assert "Warning: " in capsys.readouterr().err
    assert placement.warning(tmp_path / "plain") == ""


STORE_PYTHON = "C:\\Users\\ann\\AppData\\Local\\Packages\\PythonSoftwareFoundation.Python.3.11_qbz5n2kfra8p0\\LocalCache"


@pytest.mark.parametrize(
    "path",
    [f"{STORE_PYTHON}\\Local\\Peerdesk\\store", f"{STORE_PYTHON}\\Roaming\\Peerdesk\\store", STORE_PYTHON,
     "C:\\Users\\ann\\AppData\\Local\\Packages\\Other.Program_8wekyb3d8bbwe\\LocalState\\store"],
)  # fmt: skip
def test_the_folder_of_an_app_from_the_microsoft_store_is_refused_with_its_reason(path: str) -> None:
    found = placement.by_name(path)
    assert found is not None and found.package
    said = placement.why_not(Path(path))
    assert "when that app is removed or reset, the records go with it" in said and "--store" in said
    assert ("Python from the Microsoft Store" in said) is ("Python" in path)


def test_under_such_a_python_the_usual_place_is_refused_before_anything_is_there(tmp_path: Path, monkeypatch) -> None:
    usual = tmp_path / "Local" / "Peerdesk" / "store"
    here = {"LOCALAPPDATA": str(tmp_path / "Local")}
    assert placement.look(usual, here, "") is None
    monkeypatch.setattr("sys.base_prefix", "C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.11_3.11.9_x64")
    found = placement.look(usual, here, "")
    assert found is not None and found.package and placement.look(tmp_path / "Peerdesk", here, "") is None


@pytest.mark.parametrize("path", ["C:\\Packages\\store", "C:\\Users\\ann\\Packages\\Peerdesk_records\\LocalCache\\store"])
def test_a_folder_that_only_sounds_like_it_is_ordinary(path: str) -> None:
    assert placement.by_name(path) is None
