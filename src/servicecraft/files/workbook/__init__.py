"""Workbooks (`.xlsx`): safe reading with the place of everything doubtful, and writing sheets that guide whoever fills them in."""
