"""
Refusals that no file brings by itself: what somebody did, and what to do instead.

Both pieces of each are run while the documentation is built, in an empty folder; the first must be refused with the
code under which it stands.
"""

SITUATIONS = {
    "SC-401": (
        """
program = sc.examples.bakery()
open("notes.txt", "w").close()
sc.save(program, "notes.txt/bakery.yaml")          # a file stands where a folder is needed
""",
        """
program = sc.examples.bakery()
sc.save(program, "bakery.yaml")
""",
    ),
    "SC-402": (
        """
sc.save(sc.examples.bakery(), "bakery.yaml")
mine, theirs = sc.load("bakery.yaml"), sc.load("bakery.yaml")
sc.save(theirs.with_people(sc.Person(id="zoe")), "bakery.yaml")
sc.save(mine.with_people(sc.Person(id="eva")), "bakery.yaml")      # zoe would be lost
""",
        """
sc.save(sc.examples.bakery(), "bakery.yaml")
mine = sc.load("bakery.yaml")                                      # load again, repeat the change
sc.save(mine.with_people(sc.Person(id="eva")), "bakery.yaml")
""",
    ),
    "SC-403": (
        """
sc.save(sc.examples.bakery(), "program.yaml")
sc.save(sc.examples.one_person(), "program.yaml")                  # another program stands there
""",
        """
sc.save(sc.examples.bakery(), "program.yaml")
sc.save(sc.examples.one_person(), "alone.yaml")                    # or: overwrite=True
""",
    ),
    "SC-404": (
        """
import openpyxl

sc.save(sc.examples.bakery(), "bakery.xlsx")
book = openpyxl.load_workbook("bakery.xlsx")
book.create_sheet("my sums")["A1"] = "=SUM(B1:B9)"                 # a formula that was never calculated
book.save("bakery.xlsx")
program = sc.load("bakery.xlsx")
sc.save(program.with_people(sc.Person(id="eva")), "bakery.xlsx")   # the sheet of your own could not be kept
""",
        """
import openpyxl

sc.save(sc.examples.bakery(), "bakery.xlsx")
book = openpyxl.load_workbook("bakery.xlsx")
book.create_sheet("my sums")["A1"] = 45
book.save("bakery.xlsx")
program = sc.load("bakery.xlsx")
sc.save(program.with_people(sc.Person(id="eva")), "bakery.xlsx")
""",
    ),
}
