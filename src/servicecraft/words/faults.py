"""
Every refusal the library knows, by its stable code.

A kind of fault holds three English sentences: what went wrong in general (for the catalogue of errors), what is said
when it happens, and what to try. Codes never change their meaning and are never used again for another one.
"""

from __future__ import annotations

from attrs import frozen

from servicecraft.words import sentence


@frozen
class FaultKind:
    """
    One way in which an input can be refused.

    Attributes:
        code: Stable name, `SC-` and three digits.
        cause: When it happens, in general.
        message: What is said of one case, with `{named}` facts.
        remedy: What to try, with `{named}` facts.
        warning: Whether the program is read all the same.
    """

    code: str
    cause: str
    message: str
    remedy: str
    warning: bool = False


def _kind(code: str, cause: str, message: str, remedy: str, *, warning: bool = False) -> FaultKind:
    return FaultKind(code, cause, message, remedy, warning)


_KINDS = (
    _kind(
        "SC-100",
        sentence("The file does not follow the grammar of its format."),
        sentence("The {format} cannot be understood from here on: {reason}."),
        sentence("Mend the text at this place; an editor that knows the format shows the same spot."),
    ),
    _kind(
        "SC-101",
        sentence("A YAML file uses anchors, aliases, merge keys, tags or a second document."),
        sentence("{value} is a part of YAML that program files do not use."),
        sentence("Write the value out in full, without anchors, aliases, tags or a second document."),
    ),
    _kind(
        "SC-102",
        sentence("A workbook declares XML entities or a document type, which is how prepared files do harm."),
        sentence("The part {part} of the workbook declares a document type or entities."),
        sentence("Open the workbook in a spreadsheet program and save it again under a new name."),
    ),
    _kind(
        "SC-103",
        sentence("Lists or mappings stand one inside another deeper than a program ever does."),
        sentence("The values stand more than {limit} levels deep."),
        sentence("A program is flat: a list of rows, each row a mapping of plain values."),
    ),
    _kind(
        "SC-104",
        sentence("A whole number is larger than can be kept exactly."),
        sentence("{value} has more digits than can be kept exactly."),
        sentence("Give a whole number of at most 9007199254740991, or put quotes around it if it is a text."),
    ),
    _kind(
        "SC-105",
        sentence(
            "A number was expected and something else was found: words, a percentage, or a comma as decimal mark."
        ),
        sentence("{value} is not a number."),
        sentence("Write digits with a decimal point, such as 0.5; a decimal comma is read where the file declares it."),
    ),
    _kind(
        "SC-106",
        sentence("The same key or the same column stands twice."),
        sentence("{value} stands here a second time."),
        sentence("Keep one of the two."),
    ),
    _kind(
        "SC-107",
        sentence("The bytes of the file are not UTF-8 text."),
        sentence("The file is not UTF-8 text; it looks like {encoding}."),
        sentence(
            "Save it as UTF-8, or declare the encoding of the CSV tables in program.yaml (csv: encoding: {option})."
        ),
    ),
    _kind(
        "SC-108",
        sentence("A text holds a character that is invisible or that changes the direction of writing."),
        sentence("The text {value} holds the invisible character {character}."),
        sentence("Type the text again without it."),
    ),
    _kind(
        "SC-109",
        sentence("An id holds a character that ids do not have."),
        sentence("{value} cannot be an id, because of {character}."),
        sentence("Use letters, digits, points, hyphens and underscores, such as {proposal}."),
    ),
    _kind(
        "SC-110",
        sentence("Two rows carry the same name and there is no id to tell them apart."),
        sentence("{value} names two rows, and there is no id to tell them apart."),
        sentence("Give both rows an id."),
    ),
    _kind(
        "SC-111",
        sentence("A chain of command, of units or of activities comes back to where it began."),
        sentence("The column {column} runs in a circle: {loop}."),
        sentence("Change one of these rows so that the chain ends."),
    ),
    _kind(
        "SC-112",
        sentence("A row refers to an id that no row has."),
        sentence("No row of {kinds} has the id {value}. {nearest}"),
        sentence("Correct the id, or add the row that it names."),
    ),
    _kind(
        "SC-113",
        sentence("A row sets something against itself or against the direction of service."),
        sentence("{value} cannot stand here: {reason}"),
        sentence("A link runs from a provider to another party that it serves; an external customer only receives."),
    ),
    _kind(
        "SC-114",
        sentence("A column or a key that the table does not have."),
        sentence("The table {table} has no column {value}. {nearest}"),
        sentence("Correct the heading, declare it as an attribute, or read with unknown columns ignored."),
    ),
    _kind(
        "SC-115",
        sentence("Numbers that were declared as shares do not add up to 1."),
        sentence("The shares in {column} add up to {total}, not to 1."),
        sentence("Divide each one by {total}, or do not declare the column as shares."),
    ),
    _kind(
        "SC-116",
        sentence("A date is not written as year-month-day, does not exist, or lies outside 1900 to 2199."),
        sentence("{value} is not a date that can be read for certain."),
        sentence("Write the day as 2026-06-30; another order is read where the file declares it."),
    ),
    _kind(
        "SC-117",
        sentence("A value that every row of the table needs is missing."),
        sentence("This row of {table} lacks {column}."),
        sentence("Fill in {column}."),
    ),
    _kind(
        "SC-118",
        sentence("A value is of another kind than the column holds: a list for a text, a number for a date."),
        sentence("Here stands {found} and {expected} was expected."),
        sentence("Write {expected}."),
    ),
    _kind(
        "SC-119",
        sentence("A word that is none of the words of the column."),
        sentence("{value} is none of the words for {column}. {nearest}"),
        sentence("Choose one of: {choices}."),
    ),
    _kind(
        "SC-120",
        sentence("A quotation mark opens a field of a CSV table and never closes."),
        sentence("The quotation mark that opens here is never closed."),
        sentence("Close it, or write a quotation mark inside a text twice."),
    ),
    _kind(
        "SC-121",
        sentence("A row of a table has more cells than there are headings."),
        sentence("This row has {found} cells and the table has {expected} columns."),
        sentence("Put quotation marks around a text that holds the separator, or delete the cells too many."),
    ),
    _kind(
        "SC-122",
        sentence(
            "A workbook is packed like an attack or is no workbook at all: damaged, encrypted, or far larger when open."
        ),
        sentence("This is not a workbook that can be opened safely: {reason}."),
        sentence("Open it in a spreadsheet program and save it again as .xlsx, without a password or macros."),
    ),
    _kind(
        "SC-123",
        sentence("The path is not a file or folder that can be read."),
        sentence("{value} cannot be read: {reason}"),
        sentence("Give the path of a program: a folder, or a .yaml, .json or .xlsx file."),
    ),
    _kind(
        "SC-124",
        sentence("The file ends before it is complete."),
        sentence("The file is cut short."),
        sentence("Fetch it again from where it came."),
    ),
    _kind(
        "SC-125",
        sentence("The input is larger than a limit allows."),
        sentence("There are more than {limit} {what}."),
        sentence("If this is meant, raise the limit: load(path, limits=Limits({option}=…))."),
    ),
    _kind(
        "SC-126",
        sentence("A table that a program does not have."),
        sentence("A program has no part named {value}. {nearest}"),
        sentence("Correct the name, or move it out of the program."),
    ),
    _kind(
        "SC-127",
        sentence("A number lies outside the range that its column allows."),
        sentence("{value} is not in the range of {column}: {range}."),
        sentence("Give a number in that range."),
    ),
    _kind(
        "SC-128",
        sentence("Two rows of one table have the same id, or ids that differ only in capitals."),
        sentence("The id {value} is taken by another row of {table}."),
        sentence("Give one of the two rows another id."),
    ),
    _kind(
        "SC-129",
        sentence("One id means two things: a unit and a person, say, or a role and a customer."),
        sentence("The id {value} is used in {first} and in {second}."),
        sentence("Declare a prefix per table in the header (prefixes: {first}: {proposal}), or change one of the ids."),
    ),
    _kind(
        "SC-130",
        sentence("The word means different things in different countries and decides who is counted where."),
        sentence("{value} may mean an employee or somebody from outside."),
        sentence("Write employee, external or owner."),
    ),
    _kind(
        "SC-131",
        sentence("Two dates of one row stand in the wrong order."),
        sentence("{column} ({value}) is earlier than {earlier} ({day})."),
        sentence("Correct one of the two dates."),
    ),
    _kind(
        "SC-132",
        sentence("A row fills columns that exclude each other, or leaves out one that another needs."),
        sentence("In a row of {table}: {rule}"),
        sentence("Correct, fill in or clear the columns named."),
    ),
    _kind(
        "SC-133",
        sentence("A cell holds a formula whose result was never stored."),
        sentence("The cell holds a formula without a stored result."),
        sentence("Open the workbook in a spreadsheet program, let it calculate, and save it."),
    ),
    _kind(
        "SC-134",
        sentence("A cell holds an error of the spreadsheet, such as #REF!."),
        sentence("The cell holds the error {value}."),
        sentence("Mend the formula, or type the value."),
    ),
    _kind(
        "SC-135",
        sentence("Cells of a sheet are merged, so that only the first one holds a value."),
        sentence("The cells {value} are merged."),
        sentence("Undo the merging and fill in each cell."),
    ),
    _kind(
        "SC-136",
        sentence("All weights of a group are zero, so that nothing can be shared out."),
        sentence("Every {column} is 0."),
        sentence("Give at least one row a number above 0, or leave the column empty."),
    ),
    _kind(
        "SC-137",
        sentence("A link runs between a unit and somebody who works in it."),
        sentence("{value} belongs to {unit}: the unit already works through its members."),
        sentence("Delete the link, or draw it from the unit itself."),
    ),
    _kind(
        "SC-138",
        sentence("An id is a word that the library keeps for itself."),
        sentence("{value} is a reserved word."),
        sentence("Choose another id."),
    ),
    _kind(
        "SC-139",
        sentence("A word in a payroll has no translation in the mapping file."),
        sentence("The mapping says nothing about {value} for {column}."),
        sentence("Add a line for it to {where} in the mapping file."),
    ),
    _kind(
        "SC-140",
        sentence("A mapping names what does not exist, or leaves a column of the payroll undecided."),
        sentence("The mapping does not fit: {what} {value}. {nearest}"),
        sentence("Correct the mapping."),
    ),
    _kind(
        "SC-141",
        sentence("A name mixes letters of two scripts that look alike."),
        sentence("The text {value} mixes {scripts} letters."),
        sentence("Check that it was typed on one keyboard; look-alike letters make two names of one."),
        warning=True,
    ),
    _kind(
        "SC-142",
        sentence("The name of the file does not say which format it has."),
        sentence("{value} is not the name of a format that is read or written here."),
        sentence(
            "Use a folder, or a name that ends in .yaml, .json or .xlsx; a payroll is read with a mapping file (--mapping)."
        ),
    ),
    _kind(
        "SC-143",
        sentence("Rows or columns of a sheet are hidden; they were read like the others."),
        sentence("The sheet hides {what}; they were read like the others."),
        sentence("Show them and check that they belong to the program."),
        warning=True,
    ),
    _kind(
        "SC-144",
        sentence("An attribute is used that the header does not declare."),
        sentence("The attribute {value} is not declared for {table}. {nearest}"),
        sentence("Declare it in the header (attributes), or correct its name."),
    ),
    _kind(
        "SC-145",
        sentence("The header of a program is missing: the file that carries its name and schema version."),
        sentence("There is no {value} here, so this is not a program."),
        sentence(
            "Give the folder that holds program.yaml, or make a program with: servicecraft new. A payroll is read with a mapping file (--mapping)."
        ),
    ),
    _kind(
        "SC-146",
        sentence("A sheet of a workbook has a name that is no table of a program; it was not read."),
        sentence("The sheet {value} is no table of a program and was not read."),
        sentence("Nothing need be done if it holds your own notes; it is kept when the workbook is saved."),
        warning=True,
    ),
    _kind(
        "SC-147",
        sentence("All headings of a CSV table stand in one cell, because it uses another separator than is declared."),
        sentence("The headings stand in one cell: the table uses {found}, and {declared} is the separator declared."),
        sentence("Declare it under csv, as separator: {found}, in program.yaml or in the mapping file of a payroll."),
    ),
    _kind(
        "SC-148",
        sentence("A text or an id is longer than its column allows."),
        sentence("The text has more than {limit} characters."),
        sentence("Shorten it."),
    ),
    _kind(
        "SC-401",
        sentence("The program could not be written; what was there before is untouched."),
        sentence("{value} was not saved: {reason}"),
        sentence("Try again, free space or permission on that disk, or choose another place; the old file is whole."),
    ),
    _kind(
        "SC-402",
        sentence("The file changed on disk after it was read, so that saving would lose somebody's work."),
        sentence("{value} was changed by somebody else since it was read."),
        sentence(
            "Load it again and repeat your change, save under another name, or overwrite it (overwrite=True, --overwrite)."
        ),
    ),
    _kind(
        "SC-403",
        sentence("Something stands in the place where the program should be written."),
        sentence("{value} already exists and is not this program."),
        sentence("Choose another name, or overwrite it (overwrite=True; --overwrite with convert)."),
    ),
    _kind(
        "SC-404",
        sentence("A name or a text cannot be written in the chosen format without loss."),
        sentence("{value} cannot be written here: {reason}"),
        sentence("Shorten it, choose another name, or save in another format."),
    ),
    _kind(
        "SC-405",
        sentence("The program was written by a later version of the library."),
        sentence("The program has the schema version {value}; this version reads up to {known}."),
        sentence("Install a later servicecraft."),
    ),
    _kind(
        "SC-501",
        sentence("Parties serve one another in a circle and nobody in it does work of their own."),
        sentence("Nobody in this loop does work of their own, so its gain is 1 and its quality has no answer: {loop}."),
        sentence("Give one of them a dependence below 1, or draw a link from somebody outside the loop to it."),
    ),
    _kind(
        "SC-502",
        sentence("A number of a network cannot be used: it is missing, negative, infinite or outside its range."),
        sentence("{value} cannot stand here: {reason}"),
        sentence("Correct the row, or leave it out."),
    ),
    _kind(
        "SC-503",
        sentence("A row of a network names no party where one is needed, or names it twice."),
        sentence("{value} is not a party that can stand here: {reason}"),
        sentence("Correct the row, or leave it out."),
    ),
    _kind(
        "SC-504",
        sentence("A frame or graph lacks a column, an attribute or the customers without which there is no network."),
        sentence("{value} is missing: {reason}"),
        sentence("Name it in the call, or add it to the frame."),
    ),
    _kind(
        "SC-505",
        sentence("A network is so close to a loop without own work that no reliable answer can be computed."),
        sentence("The own work around {value} is too small for a reliable answer; what is left uncertain is {left}."),
        sentence("Give the parties of this loop a dependence that is further from 1: {loop}."),
    ),
    _kind(
        "SC-506",
        sentence("An answer was asked for by something that the program does not have."),
        sentence("There is no grouping {value} here. There are: {choices}."),
        sentence("Choose one of them, or declare the attribute in the program."),
    ),
    _kind(
        "SC-507",
        sentence("A scenario was asked to remove a person."),
        sentence("{value} is a person, and no scenario removes people."),
        sentence("Ask what happens without a unit, a service or a link, or what better support would change."),
    ),
    _kind(
        "SC-508",
        sentence("Influence person by person was asked for where there are too many people for it to serve them."),
        sentence("This program has {value} people; their influence one by one is not shown above {limit}."),
        sentence("Ask by unit, role or level, or as the facilitator (audience='facilitator')."),
    ),
    _kind(
        "SC-509",
        sentence("Own work was to be worked out party by party, and not everybody on whom customers rest is rated."),
        sentence("Not rated, though customers rest on their work: {value} ({count} in all)."),
        sentence("Rate them, or leave out exact=True: who is not rated is then expected to lie near the mean."),
    ),
    _kind(
        "SC-510",
        sentence("The answer would show one person's own work as colleagues or customers rated it."),
        sentence(
            "{value} stands for fewer than {fewest} people, and the answer would show their own work as it was rated."
        ),
        sentence("Ask for a larger unit, or give own_work= as those concerned see it themselves."),
    ),
    _kind(
        "SC-521",
        sentence("A file or sheet was to be read as a matrix of who serves whom, and holds none."),
        sentence("There is no matrix in {value}: {reason}"),
        sentence(
            "Name the parties that give in the first column and those that receive in the first row, by id or by name; or"
            " begin from a blank sheet: servicecraft new wall.xlsx --as matrix."
        ),
    ),
    _kind(
        "SC-522",
        sentence("A cell of a matrix holds something that the declared scale does not have."),
        sentence("{value} is no mark of the scale that is declared here: {marks}."),
        sentence(
            "Write one of its marks, leave the cell blank, or declare another scale in the line above the headings."
        ),
    ),
    _kind(
        "SC-523",
        sentence("The headings of a matrix say two different things of one party."),
        sentence("{value} is called {first} here and {second} elsewhere."),
        sentence("Correct the id, the name or the kind, so that all headings of the party agree."),
    ),
    _kind(
        "SC-524",
        sentence("The beans of one answer do not add up to ten."),
        sentence("The beans about {value} add up to {total}, not to 10."),
        sentence("Count the row again: ten beans in all, those for what lies outside included."),
    ),
    _kind(
        "SC-525",
        sentence("Two sheets of a matrix, or two rows of beans about one party, are by the same judge."),
        sentence("{value} answers here a second time."),
        sentence("Name another judge on one of the two, or delete one."),
    ),
    _kind(
        "SC-526",
        sentence("A cell of a matrix is filled in, and its row or its column has no heading."),
        sentence("{value} stands in a row or a column without a heading, so that nobody knows who is meant."),
        sentence("Fill in the heading, by id or by name, or clear the cell."),
    ),
    _kind(
        "SC-527",
        sentence("The sheets of one matrix declare different scales or different days."),
        sentence("Here stands {value}; another sheet of the matrix says {other}."),
        sentence("Correct one of the two, or read the sheets as two matrices."),
    ),
    _kind(
        "SC-528",
        sentence("A column of a matrix has more inputs than anybody can compare; it was read all the same."),
        sentence("{value} has {count} inputs here, and more than {most} can hardly be compared."),
        sentence("Ask again which {most} matter most, or leave it as it is."),
        warning=True,
    ),
    _kind(
        "SC-529",
        sentence(
            "The points in a column of a matrix do not add up to 100; they were read all the same, being relative."
        ),
        sentence("The points of {value} add up to {total}, not to 100; they were read in proportion."),
        sentence("Count them again, or leave them as they are."),
        warning=True,
    ),
    _kind(
        "SC-601",
        sentence("Scores stand outside their scale and are not declared as missing."),
        sentence(
            "{value} does not stand on the scale from {lowest} to {highest} of '{instrument}' (times given: {count})."
        ),
        sentence("Declare it with missing=(…) if it means that there is no answer; otherwise state the right scale."),
    ),
    _kind(
        "SC-602",
        sentence("Texts stand in a column of scores and are not declared as missing."),
        sentence("{value} is neither a number nor a word of the scale (times given: {count})."),
        sentence(
            "Declare it with missing=(…) if it means that there is no answer, or add the words of the scale as labels."
        ),
    ),
    _kind(
        "SC-603",
        sentence("Something that is no dataframe was given where answers were expected in one."),
        sentence("A frame of answers was expected, and this is: {value}."),
        sentence("Give a frame of pandas, polars, pyarrow, DuckDB, Spark or ibis."),
    ),
    _kind(
        "SC-604",
        sentence("A frame of answers lacks a column that was named."),
        sentence("There is no column {value} in the frame. It has: {columns}."),
        sentence("Name one of its columns, or add the missing one to the frame."),
    ),
    _kind(
        "SC-605",
        sentence("A score was asked for on a scale that cannot give it."),
        sentence("The scale '{instrument}' cannot give {value}: {reason}"),
        sentence("Choose another scale with instrument=…, or another score."),
    ),
    _kind(
        "SC-606",
        sentence("Answers have weights that are missing, negative or infinite."),
        sentence("Answers without a usable weight in the column {value}: {count}."),
        sentence("Give every answer a weight of at least 0, or leave the weights out."),
    ),
    _kind(
        "SC-607",
        sentence("A column of times holds something that is no time."),
        sentence("{value} is no day, month, quarter or year."),
        sentence("Write times as 2026-05-14, 2026-05, 2026-Q2 or 2026, or give a column of days."),
    ),
    _kind(
        "SC-608",
        sentence("A question to the answers of customers was asked with a choice that does not exist."),
        sentence("There is no {value} here. There are: {choices}."),
        sentence("Choose one of them."),
    ),
    _kind(
        "SC-609",
        sentence("The engine of a dataframe could not do what was asked of it."),
        sentence("The dataframe says: '{error}'."),
        sentence("Check the types of the columns and what the frame is made from."),
    ),
    _kind(
        "SC-610",
        sentence("A number that was given with a question to the answers cannot be used."),
        sentence("{value} cannot stand here: {reason}"),
        sentence("Correct the number."),
    ),
    _kind(
        "SC-611",
        sentence("Answers were to be merged that do not stand on the same scale or were not protected alike."),
        sentence("What is merged differs in {value}."),
        sentence("Reduce all parts with the same instruments and settings, then merge them."),
    ),
    _kind(
        "SC-612",
        sentence("A question needs something that these answers do not tell."),
        sentence("This cannot be told: {reason}"),
        sentence("Give the columns that hold it, or ask something else."),
    ),
    _kind(
        "SC-701",
        sentence("An activity does not say how long it takes, so that no finish can be computed."),
        sentence("Nothing says how long {value} takes."),
        sentence("Give it a duration, three estimates, or planned_start and planned_finish; or make it a milestone."),
    ),
    _kind(
        "SC-702",
        sentence("A calendar names no country that is known, or is not written as a calendar."),
        sentence("{value} is no calendar that can be read: {reason}"),
        sentence(
            "Write a country (DO) or a region of it (ES-MD), then what differs: working weekdays (mon-sat), days closed"
            " (-2026-12-24 or -2026-12-24/2027-01-06), days worked (+2026-05-02)."
        ),
    ),
    _kind(
        "SC-703",
        sentence("A calendar leaves no day on which anybody works."),
        sentence("The calendar has no working day."),
        sentence("Name at least one weekday that is worked, such as mon-fri, and close fewer days."),
    ),
    _kind(
        "SC-704",
        sentence("A plan runs on beyond the years that dates can be told for, 1900 to 2199."),
        sentence("{value} would be finished after {years} years or more."),
        sentence("Check the durations; they are working days."),
    ),
    _kind(
        "SC-705",
        sentence("A program has several plans, and it was not said which one is meant."),
        sentence("There are several plans: {plans}."),
        sentence("Name one: Schedule.of(program, {proposal})."),
    ),
    _kind(
        "SC-706",
        sentence("Days of the calendar were asked for, and the plan has no first day."),
        sentence("The plan has no first day, and {what} needs one."),
        sentence("Give the plan a start, or name one: Schedule.of(program, start='2026-02-02')."),
    ),
    _kind(
        "SC-707",
        sentence("A question about a plan was asked with a number that it cannot be asked with."),
        sentence("{value} cannot stand for {name}: it must be {range}."),
        sentence("Give a number in that range."),
    ),
    _kind(
        "SC-708",
        sentence(
            "A plan of another program declares XML entities or a document type, which is how prepared files do harm."
        ),
        sentence("The file declares a document type or entities."),
        sentence("Open the plan in its program and save it again as XML."),
    ),
    _kind(
        "SC-709",
        sentence("A file is no plan that can be read: damaged XML, another kind of XML, or endless."),
        sentence("This is no plan that can be read: {reason}"),
        sentence(
            "Save it again from the program that made it: as MS Project XML, or as CSV with one row per activity."
        ),
    ),
    _kind(
        "SC-710",
        sentence("A value in a plan of another program cannot be read."),
        sentence("{value} cannot be read as {expected}."),
        sentence("Correct it in the program that made the plan, and save it again."),
    ),
)

FAULT_KINDS = {kind.code: kind for kind in _KINDS}
