"""Makes papers that hold a name, as a library and a save in progress would, and waits in the middle to be killed.

Arguments: the private folder's base, the folder to save into, the name, `stay` (wait) or `end` (finish the save, end).
"""

import sys
import tempfile
import time
from pathlib import Path

from app.services.store import files, private


def run(base: str, target: str, name: str, how: str) -> None:
    """One temporary file and one save on its way to the target."""
    private.keep_temporaries(Path(base))
    paper = b"%PDF-1.7 " + name.encode()
    with tempfile.NamedTemporaryFile(delete=False) as made:
        made.write(paper)
    fresh = files.temporary(Path(target) / "log.pdf")
    fresh.write_bytes(paper)
    print("READY", flush=True)
    while how == "stay":
        time.sleep(60)
    fresh.unlink()
    private.leave()


if __name__ == "__main__":
    run(*sys.argv[1:5])
