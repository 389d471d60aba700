"""The Hours room: the weekly grid that types like a spreadsheet."""
