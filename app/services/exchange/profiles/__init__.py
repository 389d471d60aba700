"""What can be exported: a module for each profile, with its columns and rows."""
