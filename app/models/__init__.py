"""What is kept: tables, constraints, relationships; no decisions."""
