"""Supervision: supervisors, agreements, sessions, signing, papers, and what is owed."""
