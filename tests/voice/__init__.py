"""What customers and staff say: every engine, every score against a second route, merging, privacy."""
