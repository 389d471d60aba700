"""Encounters: the note, reading and amending it, the list of a person's notes, review and signing."""
