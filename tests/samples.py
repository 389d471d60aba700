"""The samples of released stores, a folder tests/stores/<revision> each, and what each must give."""

import json
from pathlib import Path
from typing import Any

STORES = Path(__file__).resolve().parent / "stores"


def expected_of(sample: str) -> dict[str, Any]:
    """What a sample must give, and who opens it with what passphrase."""
    found: dict[str, Any] = json.loads((STORES / sample / "expected.json").read_text(encoding="utf-8"))
    return found
