"""Where a fault story's figures go: a line of JSON each, in the file that PEERDESK_FAULT_FIGURES names, if any.

`python3 dev.py faults` names the file and makes its table from the lines; elsewhere nothing is written.
"""

import json
import os
from pathlib import Path

VARIABLE = "PEERDESK_FAULT_FIGURES"


def record(story: int | str, what: str, count: int, losses: int) -> None:
    """Say that `what` of a story of promises.md (1 to 15, or a word for those below its table) ran `count` times.

    Call it before the assertion that the losses are 0, so that the table shows them. Lines of several processes do
    not mix: each is one short write to a file that only grows.
    """
    place = os.environ.get(VARIABLE)
    if not place:
        return
    line = json.dumps({"story": str(story), "what": what, "count": count, "losses": losses}, ensure_ascii=False)
    with Path(place).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
