"""Encounters: notes written, changed until signed, amended after; review, signing, and what they say of hours."""
