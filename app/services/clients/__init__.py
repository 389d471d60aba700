"""Clients: intake, names and numbers over time, episodes, who works with whom, possible duplicates."""
