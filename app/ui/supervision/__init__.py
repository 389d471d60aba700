"""Supervision: the list of sessions, logging, reviewing and signing them, and papers signed by hand."""
