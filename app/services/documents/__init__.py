"""What is printed: plain values to PDF."""
