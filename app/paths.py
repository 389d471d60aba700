"""Where things lie: the store, the resources, the migrations; from source, a wheel or a frozen build."""

import os
import sys
from pathlib import Path


def _data() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen)
    packed = Path(__file__).resolve().parent / "_data"
    return packed if packed.is_dir() else Path(__file__).resolve().parent.parent


def resources() -> Path:
    """The folder of fonts, icons, rule packs, help and translations."""
    return _data() / "resources"


def migrations() -> Path:
    """The folder of the migration scripts."""
    return _data() / "migrations"


def default_store() -> Path:
    """This person's store folder, where none is named."""
    named = os.environ.get("PEERDESK_STORE")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("Peerdesk", appauthor=False)) / "store"
