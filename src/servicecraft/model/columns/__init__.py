"""
What one column of a table holds, said once.

A column knows its words for people, what it accepts, how it is read from a cell of text and written back, and what it
looks like in a JSON Schema. Every class of the model is made of such columns; reading, writing, guidance in workbooks,
schemas and the tests' examples are driven by them, so that no class needs code of its own.
"""

from servicecraft.model.columns.attribute_values import NO_ATTRIBUTES, Attributes, AttributeValues
from servicecraft.model.columns.cells import DAY_ORDERS, PLAIN_CELLS, THOUSANDS_MARKS, CellForm
from servicecraft.model.columns.choices import Choice, nearest_words
from servicecraft.model.columns.column import SEPARATOR, Column, kind_of
from servicecraft.model.columns.days import FIRST_YEAR, LAST_YEAR, Day
from servicecraft.model.columns.ids import KIND_PREFIX, UNMAPPED, Identifier, Reference, proposed_id
from servicecraft.model.columns.numbers import LARGEST_WHOLE, Number, Whole, YesNo
from servicecraft.model.columns.several import Several
from servicecraft.model.columns.texts import LONGEST_NAME, LONGEST_TEXT, Item, Text, digits_of

__all__ = [
    "DAY_ORDERS",
    "FIRST_YEAR",
    "KIND_PREFIX",
    "LARGEST_WHOLE",
    "LAST_YEAR",
    "LONGEST_NAME",
    "LONGEST_TEXT",
    "NO_ATTRIBUTES",
    "PLAIN_CELLS",
    "SEPARATOR",
    "THOUSANDS_MARKS",
    "UNMAPPED",
    "AttributeValues",
    "Attributes",
    "CellForm",
    "Choice",
    "Column",
    "Day",
    "Identifier",
    "Item",
    "Number",
    "Reference",
    "Several",
    "Text",
    "Whole",
    "YesNo",
    "digits_of",
    "kind_of",
    "nearest_words",
    "proposed_id",
]
