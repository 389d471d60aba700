"""Changes a store behind Peerdesk's back, as somebody with its key and another program would."""

from app.services.across.opening import SignedIn
from app.services.store import engine as engines


def tamper(signed_in: SignedIn, *statements: str, guards: bool = False) -> None:
    """Change the file as somebody with the key and another program would."""
    raw = engines.connect(signed_in.store.folder / engines.FILE, signed_in.store.key)
    try:
        if not guards:
            made = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in made:
                raw.execute(f"DROP TRIGGER {name}")
        raw.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            raw.execute(statement)
    finally:
        raw.close()
