"""The People room: the clients whom a person may see, each one's page, and the intake in steps."""
