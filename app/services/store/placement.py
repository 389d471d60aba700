"""Where a store may lie: on a disk of this computer, in no folder that a program copies elsewhere behind its back.

A database that a cloud program copies while it is written, or that lies on another computer, loses records without a
word. Told by the folders' names and marks that these programs use, by the kind of disk, and by what they say of
themselves. Only whole names count: 'Dropbox notes' is a folder like any other.
"""

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from app.wording import N_, _

_CLOUD = N_(
    "{folder} is copied elsewhere by {program}, which can mix up or lose records while they are written. "
    "Choose a folder that stays on this computer only. Backups may go there: they are whole files, and encrypted."
)
_NETWORK = N_(
    "{folder} lies on another computer ({program}), where records can be lost when the connection drops. "
    "Choose a folder on a disk of this computer. Backups may go there."
)
_PACKAGE = N_(
    "{folder} lies inside {program}: Windows keeps it there, and when that app is removed or reset, the records go with "
    "it. Choose a folder elsewhere, such as C:\\Peerdesk: in the window with 'Open another folder', else with --store."
)
_MOVE = N_(
    "To move it: make a backup, quit Peerdesk, start it with a new folder, and restore the backup there. "
    "Until then your records are at risk."
)

# Names of folders as the programs make them, alone or with ' - Agency' or ' (Agency)' behind; lower case.
_NAMES = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "mobile documents": "iCloud",
    "box sync": "Box",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "syncthing": "Syncthing",
    "pcloud drive": "pCloud",
    "pclouddrive": "pCloud",
    "megasync": "MEGA",
}
# Short words that people use too: they count only directly in somebody's own folder.
_NAMES_AT_HOME = {"box": "Box", "sync": "Syncthing", "mega": "MEGA"}
_HOMES = re.compile(r"(/home/[^/]+|/root|/users/[^/]+|[a-z]:/users/[^/]+)", re.IGNORECASE)
# Where Windows keeps the files of an app from its store, and where such an app lies itself.
_PACKED = re.compile(r"/packages/([^/]+_[a-z0-9]{13})/(?:local(?:cache|state)|(?:roaming|temp)state)(/|$)", re.IGNORECASE)
_STORE_PYTHON = re.compile(r"/windowsapps/pythonsoftwarefoundation\.", re.IGNORECASE)
_SUFFIX = re.compile(r"( - .+| \(.+\)|-.+@.+)")
# What the programs leave in the folder that they copy.
_MARKS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".owncloudsync.log": "ownCloud",
    ".nextcloudsync.log": "Nextcloud",
    ".shortcut-targets-by-id": "Google Drive",
    ".tmp.drivedownload": "Google Drive",
}
_DATABASES = re.compile(r"\._?sync_[0-9a-f]+\.db")  # Nextcloud's and ownCloud's own lists of files
_NETWORK_KINDS = frozenset(
    "nfs nfs3 nfs4 cifs smb smb2 smb3 smbfs afp afpfs ncpfs ncp coda afs davfs webdav ceph glusterfs lustre vboxsf vmhgfs "
    "fuse.sshfs fuse.rclone fuse.davfs2 fuse.gvfsd-fuse fuse.smbnetfs fuse.curlftpfs fuse.s3fs fuse.goofys "
    "fuse.google-drive-ocamlfuse fuse.onedriver fuse.vmhgfs-fuse fuse.glusterfs fuse.ceph".split()
)
_REMOTE_DRIVE = 4  # DRIVE_REMOTE of GetDriveTypeW


@dataclass(frozen=True)
class Found:
    """Why a folder is no place for a store: the program or kind of network, and whether it is a network or a package."""

    program: str
    network: bool
    package: bool = False


def why_not(folder: Path) -> str:
    """The sentence that refuses a new store in this folder, or ''. The folder need not be there yet."""
    found = look(folder)
    if found is None:
        return ""
    words = _PACKAGE if found.package else _NETWORK if found.network else _CLOUD
    return _(words).format(folder=folder, program=found.program)


def warning(folder: Path) -> str:
    """What to tell whoever opens a store that lies there already, or ''. It opens all the same."""
    sentence = why_not(folder)
    return f"{sentence} {_(_MOVE)}" if sentence else ""


def look(folder: Path, environment: Mapping[str, str] = os.environ, mounts: str | None = None) -> Found | None:
    """What copies this folder elsewhere or on which network it lies; None for an ordinary one.

    `mounts` is the text of /proc/mounts where another is meant than this computer's.
    """
    whole = _whole(folder)
    for path in dict.fromkeys([str(folder), str(whole)]):
        found = by_name(path)
        if found is not None:
            return found
    mounted = _mounts() if mounts is None else mounts
    found = _by_store_python(folder, environment) or _by_drive(whole) or _by_mount(whole, mounted)
    return found or _by_program(whole, environment)


def by_name(path: str) -> Found | None:
    """What the names in a path alone say; for paths of any system."""
    plain = path.replace("\\", "/")
    if re.match(r"//\?/unc/", plain, re.IGNORECASE) or re.match(r"//(?![?.]/)[^/]", plain):
        return Found(_("network folder"), True)
    if re.search(r"/gvfs/[^/]+:", plain) or re.search(r"/\.gvfs/", plain):
        return Found(_("network folder"), True)
    if packed := _PACKED.search(plain):
        python = packed[1].lower().startswith("pythonsoftwarefoundation")
        store = _("the app folder of Python from the Microsoft Store")
        return Found(store if python else _("the folder of an app from the Microsoft Store"), False, True)
    parts = [part for part in plain.split("/") if part]
    lower = [part.lower() for part in parts]
    if "cloudstorage" in lower and lower[lower.index("cloudstorage") - 1] == "library":
        rest = parts[lower.index("cloudstorage") + 1 :]
        return Found(rest[0].split("-")[0] if rest else _("a cloud program"), False)
    for part in lower:
        name = _SUFFIX.sub("", part)
        if name in _NAMES:
            return Found(_NAMES[name], False)
    home = _HOMES.match(plain)
    first = plain[home.end() :].strip("/").split("/")[0].lower() if home else ""
    return Found(_NAMES_AT_HOME[first], False) if first in _NAMES_AT_HOME else None


def _by_store_python(folder: Path, environment: Mapping[str, str]) -> Found | None:
    """By the Python that runs: that of the Microsoft Store is shown AppData, and its files land in its own package.

    A folder that is not there yet does not tell: Windows turns the way only once something is written.
    """
    if not _STORE_PYTHON.search(sys.base_prefix.replace("\\", "/")):
        return None
    for name in ("LOCALAPPDATA", "APPDATA"):
        if environment.get(name) and Path(environment[name]) in (folder, *folder.parents):
            return Found(_("the app folder of Python from the Microsoft Store"), False, True)
    return None


def _whole(folder: Path) -> Path:
    """The path with every link followed: a link may lead into a folder that is copied."""
    try:
        return folder.resolve()
    except (OSError, RuntimeError):
        return folder.absolute()


def _by_drive(path: PurePath) -> Found | None:
    """On Windows: a drive letter that stands for a folder of another computer."""
    if os.name != "nt" or not path.drive:
        return None
    import ctypes

    kind = ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\")  # type: ignore[attr-defined,unused-ignore]
    return Found(_("network drive"), True) if kind == _REMOTE_DRIVE else None


def _mounts() -> str:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def _by_mount(path: Path, mounts: str) -> Found | None:
    """By the longest mount point above the folder; the one mounted last holds."""
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), parts[1])
        inside = str(path) == point or str(path).startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return Found(kind, True) if kind.lower() in _NETWORK_KINDS else None


def _by_program(path: Path, environment: Mapping[str, str]) -> Found | None:
    """By what the programs say of themselves: OneDrive's variables, Dropbox's list of folders, marks on the way up."""
    for folder, program in _said(environment):
        if folder in (path, *path.parents):
            return Found(program, False)
    for above in (path, *path.parents):
        program = _marked(above)
        if program:
            return Found(program, False)
    return None


def _said(environment: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"):
        if environment.get(name):
            yield _whole(Path(environment[name])), "OneDrive"
    for place in ("APPDATA", "LOCALAPPDATA", "HOME"):
        if environment.get(place):
            name = ".dropbox" if place == "HOME" else "Dropbox"
            for folder in _dropboxes(Path(environment[place]) / name / "info.json"):
                yield _whole(folder), "Dropbox"


def _dropboxes(list_of: Path) -> Iterator[Path]:
    try:
        said = json.loads(list_of.read_text(encoding="utf-8"))
        yield from [Path(one["path"]) for one in said.values() if isinstance(one.get("path"), str)]
    except (OSError, ValueError, AttributeError, TypeError):
        return


def _marked(folder: Path) -> str:
    try:
        names = os.listdir(folder) if folder.is_dir() else []
    except OSError:
        return ""
    if folder == Path.home():  # Dropbox keeps its settings, not its files, in ~/.dropbox
        names = [name for name in names if name != ".dropbox"]
    for name in names:
        if name in _MARKS:
            return _MARKS[name]
        if _DATABASES.fullmatch(name):
            return "Nextcloud"
    return ""
