"""One record of each kind as it is typed, about Annie's client, and a text of it that another may take the place of."""

EXAMPLES: dict[str, dict[str, str]] = {
    "incident": {"staff": "AW", "client": "C1", "kind": "other", "date": "2026-02-16", "time": "09:30", "what": "Zanzibar."},
    "referral": {
        "staff": "AW", "client": "C1", "date": "2026-02-16", "direction": "out", "to": "Housing office", "need": "A home.",
    },
    "program": {"name": "Adult peer support", "client_word": "recoveree", "part_two": "yes"},
    "funding": {"name": "Montana Medicaid"},
}
# The field of free words in which a change shows.
WORDS = {"incident": "what", "referral": "need", "program": "name", "funding": "name"}
