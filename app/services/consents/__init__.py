"""Consents: who looked at a client's record, what of it was given out, for whom and on what ground."""
