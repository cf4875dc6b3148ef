"""Another program holds the data: plain dictionaries in, faults as facts and answers as data out."""

import json

import servicecraft as sc

record = {
    "name": "Workshop",
    "units": [{"id": "counter"}, {"id": "bench"}],
    "roles": [{"id": "owner", "level": "senior"}, {"id": "mechanic", "level": "operational"}],
    "people": [
        {"id": "eva", "role": "owner", "unit": "counter", "belongs_as": "owner"},
        {"id": "leo", "role": "mechanic", "unit": "bench", "manager": "eve"},
    ],
    "customers": [{"id": "drivers"}],
    "links": [{"provider": "bench", "customer": "counter"}, {"provider": "counter", "customer": "drivers"}],
}

try:
    sc.Program.from_dict(record)
except sc.ModelError as error:
    for fault in error.faults:
        print(json.dumps({"code": fault.code, "path": fault.path, "value": fault.value, "remedy": fault.remedy}))

record["people"][1]["manager"] = "eva"
program = sc.Program.from_dict(record)
print(program.digest)
print(program.census().to_json())
