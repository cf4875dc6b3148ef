"""
Program to files and back: folders of CSV tables, YAML, JSON, workbooks; payrolls through a mapping; JSON Schema.

Reading is strict and says everything that is wrong at once, each with its place; saving leaves the old program or the
new one, whole.
"""

from servicecraft.files.csv_text import CsvDialect
from servicecraft.files.limits import Limits
from servicecraft.files.loading import load
from servicecraft.files.saving import save
from servicecraft.files.schema import schema, schema_names

__all__ = ["CsvDialect", "Limits", "load", "save", "schema", "schema_names"]
