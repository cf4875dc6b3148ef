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
    "SC-501": (
        """
import networkx as nx

graph = nx.DiGraph([("store", "workshop"), ("workshop", "store"), ("workshop", "guests")])
nx.set_node_attributes(graph, {"store": 1.0, "workshop": 1.0}, "dependence")   # nobody in the circle does own work
sc.ServiceNetwork.from_networkx(graph, customers=["guests"])
""",
        """
import networkx as nx

graph = nx.DiGraph([("store", "workshop"), ("workshop", "store"), ("workshop", "guests")])
nx.set_node_attributes(graph, {"store": 1.0, "workshop": 0.6}, "dependence")
sc.ServiceNetwork.from_networkx(graph, customers=["guests"])
""",
    ),
    "SC-502": (
        """
network = sc.ServiceNetwork.of(sc.examples.bakery())
network.what_if(quality={"dan": 80}, own_work={"dan": 50})         # own work lies between 0 and 1
""",
        """
network = sc.ServiceNetwork.of(sc.examples.bakery())
network.what_if(quality={"dan": 0.8}, own_work={"dan": 0.5})
""",
    ),
    "SC-503": (
        """
import pandas as pd

links = pd.DataFrame({"provider": ["kitchen", None], "customer": ["guests", "guests"]})   # who gives in row 1?
sc.ServiceNetwork.from_frame(links, customers=["guests"])
""",
        """
import pandas as pd

links = pd.DataFrame({"provider": ["kitchen", "cellar"], "customer": ["guests", "guests"]})
sc.ServiceNetwork.from_frame(links, customers=["guests"])
""",
    ),
    "SC-504": (
        """
import pandas as pd

links = pd.DataFrame({"from": ["kitchen"], "to": ["guests"]})
sc.ServiceNetwork.from_frame(links, provider="from", customers=["guests"])                # who is served?
""",
        """
import pandas as pd

links = pd.DataFrame({"from": ["kitchen"], "to": ["guests"]})
sc.ServiceNetwork.from_frame(links, provider="from", customer="to", customers=["guests"])
""",
    ),
    "SC-505": (
        """
import networkx as nx

graph = nx.DiGraph([("store", "workshop"), ("workshop", "store"), ("workshop", "guests")])
nx.set_node_attributes(graph, 1 - 1e-10, "dependence")             # nearly no own work in the circle
sc.ServiceNetwork.from_networkx(graph, customers=["guests"]).influence()
""",
        """
import networkx as nx

graph = nx.DiGraph([("store", "workshop"), ("workshop", "store"), ("workshop", "guests")])
nx.set_node_attributes(graph, 0.9, "dependence")
sc.ServiceNetwork.from_networkx(graph, customers=["guests"]).influence()
""",
    ),
    "SC-506": (
        """
sc.ServiceNetwork.of(sc.examples.bakery()).influence(by="shift")   # the bakery declares no such attribute
""",
        """
sc.ServiceNetwork.of(sc.examples.bakery()).influence(by="role")
""",
    ),
    "SC-507": (
        """
sc.ServiceNetwork.of(sc.examples.bakery()).what_if(without=["dan"])
""",
        """
network = sc.ServiceNetwork.of(sc.examples.bakery())
network.what_if(without=["counter_sale"])                          # a service, a unit or a resource
network.what_if(quality={"dan": 0.8}, own_work={"dan": 0.5})       # or what better support would change
""",
    ),
    "SC-508": (
        """
program = sc.examples.synthetic(people=50, seed=1)
sc.ServiceNetwork.of(program).influence(by="person")
""",
        """
program = sc.examples.synthetic(people=50, seed=1)
network = sc.ServiceNetwork.of(program)
network.influence(by="role")
network.influence(by="person", audience="facilitator")             # never to be handed on
""",
    ),
    "SC-509": (
        """
sc.ServiceNetwork.of(sc.examples.bakery()).diagnosis(exact=True)   # nobody rated Ana, on whom all rest
""",
        """
sc.ServiceNetwork.of(sc.examples.bakery()).diagnosis()
""",
    ),
    "SC-510": (
        """
network = sc.ServiceNetwork.of(sc.examples.bakery())
network.what_if(quality={"dan": 0.8})                              # the difference would tell how Dan was rated
""",
        """
network = sc.ServiceNetwork.of(sc.examples.bakery())
network.what_if(quality={"dan": 0.8}, own_work={"dan": 0.5})       # as Dan himself sees it
""",
    ),
    "SC-521": (
        """
from pathlib import Path

Path("notes.csv").write_text("coffee,12\\nmilk,3\\n")
sc.matrix.read("notes.csv", sc.examples.bakery())                  # nobody of the bakery is named
""",
        """
from pathlib import Path

Path("wall.csv").write_text(",ben,carla\\ndan,1,3\\n")
sc.matrix.read("wall.csv", sc.examples.bakery())
""",
    ),
    "SC-522": (
        """
from pathlib import Path

Path("wall.csv").write_text(",ben,carla\\ndan,1,60\\n")             # the scale is 1, 3 or 9
sc.matrix.read("wall.csv", sc.examples.bakery())
""",
        """
from pathlib import Path

Path("wall.csv").write_text("scale,100 points\\n,ben,carla\\ndan,100,60\\nben,,40\\n")
sc.matrix.read("wall.csv", sc.examples.bakery())
""",
    ),
    "SC-523": (
        """
from pathlib import Path

Path("wall.csv").write_text("id,name,carla\\nben,Dan,9\\n")          # the id of one, the name of another
sc.matrix.read("wall.csv", sc.examples.bakery())
""",
        """
from pathlib import Path

Path("wall.csv").write_text("id,name,carla\\nben,Ben,9\\n")
sc.matrix.read("wall.csv", sc.examples.bakery())
""",
    ),
    "SC-524": (
        """
from pathlib import Path

head = '"id","own work","received from others","equipment, systems or rules","outside"'
Path("beans.csv").write_text(f"{head}\\nben,5,3,1,0\\n")             # nine beans
sc.matrix.read("beans.csv", sc.examples.bakery())
""",
        """
from pathlib import Path

head = '"id","own work","received from others","equipment, systems or rules","outside"'
Path("beans.csv").write_text(f"{head}\\nben,5,3,1,1\\n")
sc.matrix.read("beans.csv", sc.examples.bakery())
""",
    ),
    "SC-525": (
        """
import os
from pathlib import Path

os.mkdir("wall")
for name in ("one", "two"):
    Path(f"wall/{name}.csv").write_text("judge,ben\\n,carla\\ndan,3\\n")  # a copy with the old name in it
sc.matrix.read("wall", sc.examples.bakery())
""",
        """
import os
from pathlib import Path

os.mkdir("wall")
for judge in ("ben", "carla"):
    Path(f"wall/{judge}.csv").write_text(f"judge,{judge}\\n,carla\\ndan,3\\n")
sc.matrix.read("wall", sc.examples.bakery())
""",
    ),
    "SC-526": (
        """
from pathlib import Path

Path("wall.csv").write_text(",ben,carla\\ndan,1,3\\n,,9\\n")         # who gives in the last row?
sc.matrix.read("wall.csv", sc.examples.bakery())
""",
        """
from pathlib import Path

Path("wall.csv").write_text(",ben,carla\\ndan,1,3\\nben,,9\\n")
sc.matrix.read("wall.csv", sc.examples.bakery())
""",
    ),
    "SC-527": (
        """
import os
from pathlib import Path

os.mkdir("wall")
Path("wall/ben.csv").write_text("scale,100 points\\n,carla\\ndan,100\\n")
Path("wall/carla.csv").write_text("scale,1-3-9\\n,carla\\ndan,3\\n")
sc.matrix.read("wall", sc.examples.bakery())
""",
        """
import os
from pathlib import Path

os.mkdir("wall")
Path("wall/ben.csv").write_text("scale,1-3-9\\n,carla\\ndan,9\\n")
Path("wall/carla.csv").write_text("scale,1-3-9\\n,carla\\ndan,3\\n")
sc.matrix.read("wall", sc.examples.bakery())
""",
    ),
    "SC-528": (
        """
from pathlib import Path

program = sc.Program(organisation=sc.Organisation(units=[sc.Unit(id=one) for one in "abcdefghi"]))
Path("wall.csv").write_text(",a\\n" + "".join(f"{one},3\\n" for one in "bcdefghi"))
raise sc.ModelError(sc.matrix.read("wall.csv", program).warnings)  # it was read; shown here as an error
""",
        """
from pathlib import Path

program = sc.Program(organisation=sc.Organisation(units=[sc.Unit(id=one) for one in "abcdefghi"]))
Path("wall.csv").write_text(",a\\n" + "".join(f"{one},3\\n" for one in "bcdefgh"))
assert not sc.matrix.read("wall.csv", program).warnings
""",
    ),
    "SC-529": (
        """
from pathlib import Path

Path("wall.csv").write_text("scale,100 points\\n,carla\\nben,60\\ndan,30\\n")
matrix = sc.matrix.read("wall.csv", sc.examples.bakery())
raise sc.ModelError(matrix.warnings)                               # it was read; shown here as an error
""",
        """
from pathlib import Path

Path("wall.csv").write_text("scale,100 points\\n,carla\\nben,60\\ndan,40\\n")
assert not sc.matrix.read("wall.csv", sc.examples.bakery()).warnings
""",
    ),
    "SC-601": (
        """
import pandas as pd

answers = pd.DataFrame({"recommend": [9, 10, 7, 11, 8, 3]})               # 11 means: did not answer
sc.Voice.from_frame(answers, score="recommend", instrument=sc.Instrument.nps())
""",
        """
import pandas as pd

answers = pd.DataFrame({"recommend": [9, 10, 7, 11, 8, 3]})
sc.Voice.from_frame(answers, score="recommend", instrument=sc.Instrument.nps(missing=(11,)))
""",
    ),
    "SC-602": (
        """
import pandas as pd

answers = pd.DataFrame({"rating": ["4", "5", "Blank", "3", "5"]})
sc.Voice.from_frame(answers, score="rating", instrument=sc.Instrument.csat())
""",
        """
import pandas as pd

answers = pd.DataFrame({"rating": ["4", "5", "Blank", "3", "5"]})
sc.Voice.from_frame(answers, score="rating", missing=("Blank",), instrument=sc.Instrument.csat())
""",
    ),
    "SC-603": (
        """
sc.Voice.from_frame([4, 5, 3, 4, 5], score="rating", instrument=sc.Instrument.csat())       # a list is no frame
""",
        """
import pandas as pd

answers = pd.DataFrame({"rating": [4, 5, 3, 4, 5]})
sc.Voice.from_frame(answers, score="rating", instrument=sc.Instrument.csat())
""",
    ),
    "SC-604": (
        """
import pandas as pd

answers = pd.DataFrame({"rating": [4, 5, 3, 4, 5]})
sc.Voice.from_frame(answers, score="score", instrument=sc.Instrument.csat())
""",
        """
import pandas as pd

answers = pd.DataFrame({"rating": [4, 5, 3, 4, 5]})
sc.Voice.from_frame(answers, score="rating", instrument=sc.Instrument.csat())
""",
    ),
    "SC-605": (
        """
import pandas as pd

answers = pd.DataFrame({"rating": [4, 5, 3, 4, 5]})
voice = sc.Voice.from_frame(answers, score="rating", instrument=sc.Instrument.csat())
voice.nps(instrument="csat")                                       # there are no promoters on a scale from 1 to 5
""",
        """
import pandas as pd

answers = pd.DataFrame({"rating": [4, 5, 3, 4, 5]})
voice = sc.Voice.from_frame(answers, score="rating", instrument=sc.Instrument.csat())
voice.csat()
""",
    ),
    "SC-606": (
        """
import pandas as pd

answers = pd.DataFrame({"rating": [4, 5, 3, 4, 5], "weight": [1.2, 0.8, None, 1.0, 1.0]})
sc.Voice.from_frame(answers, score="rating", weight="weight", instrument=sc.Instrument.csat())
""",
        """
import pandas as pd

answers = pd.DataFrame({"rating": [4, 5, 3, 4, 5], "weight": [1.2, 0.8, None, 1.0, 1.0]})
weighted = answers[answers["weight"].notna()]
sc.Voice.from_frame(weighted, score="rating", weight="weight", instrument=sc.Instrument.csat())
""",
    ),
    "SC-607": (
        """
import pandas as pd

answers = pd.DataFrame({"rating": [4, 5, 3, 4, 5], "when": ["03/04/2026"] * 5})      # the 3rd of April, or of March?
sc.Voice.from_frame(answers, score="rating", on="when", instrument=sc.Instrument.csat())
""",
        """
import pandas as pd

answers = pd.DataFrame({"rating": [4, 5, 3, 4, 5], "when": ["03/04/2026"] * 5})
answers["when"] = pd.to_datetime(answers["when"], format="%d/%m/%Y")
sc.Voice.from_frame(answers, score="rating", on="when", instrument=sc.Instrument.csat())
""",
    ),
    "SC-608": (
        """
voice = sc.Voice.of(sc.examples.bakery())
voice.csat(by="shop")
""",
        """
voice = sc.Voice.of(sc.examples.bakery())
voice.csat(by="provider")
""",
    ),
    "SC-609": (
        """
import pandas as pd

answers = pd.DataFrame({"rating": [4, 5, 3, 4, 5], "weight": ["much"] * 5})
sc.Voice.from_frame(answers, score="rating", weight="weight", instrument=sc.Instrument.csat())
""",
        """
import pandas as pd

answers = pd.DataFrame({"rating": [4, 5, 3, 4, 5], "weight": [2.0] * 5})
sc.Voice.from_frame(answers, score="rating", weight="weight", instrument=sc.Instrument.csat())
""",
    ),
    "SC-610": (
        """
sc.Voice.of(sc.examples.bakery()).csat(confidence=95)
""",
        """
sc.Voice.of(sc.examples.bakery()).csat(confidence=0.95)
""",
    ),
    "SC-611": (
        """
import pandas as pd

answers = pd.DataFrame({"recommend": [9, 10, 7, 11, 8, 3]})
january = sc.Voice.from_frame(answers, score="recommend", instrument=sc.Instrument.nps(missing=(11,)))
february = sc.Voice.from_frame(answers[:3], score="recommend", instrument=sc.Instrument.nps())
january.merged(february)
""",
        """
import pandas as pd

answers = pd.DataFrame({"recommend": [9, 10, 7, 11, 8, 3]})
january = sc.Voice.from_frame(answers, score="recommend", instrument=sc.Instrument.nps(missing=(11,)))
february = sc.Voice.from_frame(answers[:3], score="recommend", instrument=sc.Instrument.nps(missing=(11,)))
january.merged(february)
""",
    ),
    "SC-612": (
        """
import pandas as pd

answers = pd.DataFrame({"rating": [4, 5, 3, 4, 5], "day": pd.to_datetime(["2026-03-02"] * 5)})
sc.Voice.from_frame(answers, score="rating", instrument=sc.Instrument.csat()).trend()    # nobody told the day
""",
        """
import pandas as pd

answers = pd.DataFrame({"rating": [4, 5, 3, 4, 5], "day": pd.to_datetime(["2026-03-02"] * 5)})
sc.Voice.from_frame(answers, score="rating", on="day", instrument=sc.Instrument.csat()).trend()
""",
    ),
    "SC-701": (
        """
plan = [sc.Activity(id="ask", duration=5), sc.Activity(id="mend", after=("ask",))]
sc.Schedule.of_activities(plan)                                    # how long does mending take?
""",
        """
plan = [sc.Activity(id="ask", duration=5),
        sc.Activity(id="mend", optimistic=3, likely=5, pessimistic=15, after=("ask",))]
sc.Schedule.of_activities(plan)
""",
    ),
    "SC-702": (
        """
sc.Calendar.of("Dominicana")
""",
        """
sc.Calendar.of("DO mon-sat -2026-12-24/2027-01-06")
""",
    ),
    "SC-703": (
        """
sc.Calendar(weekdays=())
""",
        """
sc.Calendar(weekdays=(0, 1, 2, 3, 4))
""",
    ),
    "SC-704": (
        """
sc.Schedule.of_activities([sc.Activity(id="ask", duration=90_000)], start="2026-02-02")
""",
        """
sc.Schedule.of_activities([sc.Activity(id="ask", duration=90)], start="2026-02-02")
""",
    ),
    "SC-705": (
        """
program = sc.Program(plans=(sc.Plan(id="year_one"), sc.Plan(id="year_two")))
sc.Schedule.of(program)
""",
        """
program = sc.Program(plans=(sc.Plan(id="year_one"), sc.Plan(id="year_two")))
sc.Schedule.of(program, "year_two")
""",
    ),
    "SC-706": (
        """
sc.Schedule.of_activities([sc.Activity(id="ask", duration=5)]).to_ics()
""",
        """
sc.Schedule.of_activities([sc.Activity(id="ask", duration=5)], start="2026-02-02").to_ics()
""",
    ),
    "SC-707": (
        """
plan = [sc.Activity(id="ask", optimistic=3, likely=5, pessimistic=15)]
sc.Schedule.of_activities(plan).simulate(correlation=30)
""",
        """
plan = [sc.Activity(id="ask", optimistic=3, likely=5, pessimistic=15)]
sc.Schedule.of_activities(plan).simulate(correlation=0.3)
""",
    ),
    "SC-708": (
        """
open("plan.xml", "w").write('<!DOCTYPE Project [<!ENTITY a "ha">]><Project><Tasks/></Project>')
sc.read_plan("plan.xml")
""",
        """
sc.Schedule.of_activities([sc.Activity(id="ask", duration=5)], start="2026-02-02").to_msproject("plan.xml")
sc.read_plan("plan.xml")
""",
    ),
    "SC-709": (
        """
open("plan.xml", "w").write("<html><body>Our plan</body></html>")
sc.read_plan("plan.xml")
""",
        """
open("plan.csv", "w").write("id,name,duration,after\\nask,Ask,5,\\nmend,Mend,10,ask\\n")
sc.read_plan("plan.csv")
""",
    ),
    "SC-710": (
        """
sc.Schedule.of_activities([sc.Activity(id="ask", duration=5)], start="2026-02-02").to_msproject("plan.xml")
text = open("plan.xml").read().replace("<StartDate>2026-02-02T08:00:00", "<StartDate>next week")
open("plan.xml", "w").write(text)
sc.read_plan("plan.xml")
""",
        """
sc.Schedule.of_activities([sc.Activity(id="ask", duration=5)], start="2026-02-02").to_msproject("plan.xml")
sc.read_plan("plan.xml")
""",
    ),
}
