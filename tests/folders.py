"""Folders of cloud and network where no store may lie, and ordinary ones where it may; both are counted for the figures."""

from pathlib import Path

from app.services.store import placement
from tests.faults import figures

CLOUD = {
    "OneDrive": ["C:\\Users\\ann\\OneDrive\\Peerdesk", "/home/ann/OneDrive/store"],
    "OneDrive of an agency": ["C:\\Users\\ann\\OneDrive - Cottonwood Creek\\store"],
    "Dropbox": ["/home/ann/Dropbox/store", "C:\\Users\\ann\\Dropbox (Agency)\\store"],
    "Google Drive": [
        "G:\\My Drive\\store", "/home/ann/Google Drive/x",
        "/Users/ann/Library/CloudStorage/GoogleDrive-ann@example.org/My Drive/store",
    ],
    "iCloud": [
        "/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/store", "C:\\Users\\ann\\iCloudDrive\\store",
    ],
    "Box": ["C:\\Users\\ann\\Box\\store", "/Users/ann/Library/CloudStorage/Box-Box/store", "/home/ann/Box Sync/store"],
    "Nextcloud": ["/home/ann/Nextcloud/store", "C:\\Users\\ann\\Nextcloud\\store"],
    "ownCloud": ["/home/ann/ownCloud/store", "C:\\Users\\ann\\ownCloud - ann@cloud.example\\store"],
    "Syncthing": ["/home/ann/Sync/store"],
}  # fmt: skip
NETWORK = {
    "a server's name": ["\\\\server\\records\\store", "//server/records/store", "\\\\?\\UNC\\server\\records\\store"],
    "a folder that the desktop mounted": ["/run/user/1000/gvfs/smb-share:server=office,share=records/store"],
}
MOUNTS = (
    "/dev/sda1 / ext4 rw 0 0\nserver:/records /mnt/records nfs4 rw 0 0\n//server/x /mnt/shared\\040files cifs rw 0 0\n"
    "ann@server: /home/ann/far fuse.sshfs rw 0 0\n/dev/sdb1 /mnt/records/local ext4 rw 0 0\n"
)
ORDINARY = [
    "/home/ann/.local/share/Peerdesk/store", "/root/.local/share/Peerdesk/store", "/srv/peerdesk", "/var/lib/peerdesk/store",
    "/home/ann/Documents/Peerdesk", "/home/ann/Desktop/store", "/home/ann/Box of records/store", "/home/ann/boxes/store",
    "/home/ann/Dropbox notes/store", "/home/ann/my-dropbox/store", "/home/ann/onedrive-old-copy/store",
    "/home/ann/OneDriver/store", "/home/ann/Syncopated/store", "/home/ann/records/Box/store", "/home/ann/records/sync/store",
    "/home/ann/Google/store", "/home/ann/Drive/store", "/home/ann/drive d/store", "/home/ann/cloud/store",
    "/home/ann/Clouds/store", "/home/ann/iCloud notes/store", "/home/ann/next cloud/store", "/home/ann/owncloudy/store",
    "/home/box/store", "/home/sync/store", "/home/dropboxer/store", "/media/ann/USB/store", "/media/ann/DROPBOXES/store",
    "/mnt/d/store", "/opt/peerdesk/store", "/Users/ann/Library/Application Support/Peerdesk/store",
    "/Users/ann/Documents/store", "/Users/Shared/store", "/Volumes/Records/store", "/tmp/store",
    "C:\\Users\\ann\\AppData\\Local\\Peerdesk\\store", "C:\\Users\\ann\\AppData\\Roaming\\Peerdesk\\store",
    "C:\\ProgramData\\Peerdesk\\store", "C:\\Peerdesk\\store", "D:\\Records\\store", "E:\\store",
    "C:\\Users\\ann\\Documents\\store", "C:\\Users\\ann\\Desktop\\store", "C:\\Users\\Public\\Documents\\store",
    "C:\\Users\\ann\\Dropbox backup plan\\store", "C:\\Users\\ann\\My Drives\\store", "C:\\Users\\boxer\\store",
    "\\\\?\\C:\\Users\\ann\\store", "D:\\Box\\store", "C:\\Users\\ann\\Network\\store",
]  # fmt: skip
KINDS = len(CLOUD) + len(NETWORK) + 1


def missed_kinds() -> list[str]:
    """The folders of cloud and network that are not refused for what they are; their number goes into the figures."""
    missed = [path for paths in CLOUD.values() for path in paths if _network(path) is not False]
    missed += [path for paths in NETWORK.values() for path in paths if _network(path) is not True]
    missed += [path for path in ("/mnt/records/store", "/mnt/shared files/s", "/home/ann/far/s") if not _mounted(path)]
    figures.record(2, "kinds of cloud and network folder refused", KINDS, len(missed))
    return missed


def _network(path: str) -> bool | None:
    found = placement.by_name(path)
    return found.network if found else None


def _mounted(path: str) -> bool:
    found = placement.look(Path(path), {}, MOUNTS)
    return found is not None and found.network


def false_alarms() -> list[str]:
    """The ordinary folders that are refused; their number goes into the figures."""
    alarms = [path for path in ORDINARY if placement.by_name(path)]
    alarms += [path for path in ORDINARY if path.startswith("/") and placement.look(Path(path), {}, MOUNTS)]
    figures.record(2, "ordinary folders, false alarms", len(ORDINARY), len(alarms))
    return alarms
