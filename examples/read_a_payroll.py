"""A payroll as it comes becomes a program, and the program a workbook for everybody else to fill in."""

from pathlib import Path
from tempfile import TemporaryDirectory

import servicecraft as sc

payroll = Path(__file__).parent / "payroll"
program = sc.load(payroll / "nomina.csv", mapping=payroll / "mapping.yaml")
print(program.census())
print(program.inventory())

with TemporaryDirectory() as folder:
    saved = sc.save(program, Path(folder) / "caja.xlsx", language="es")
    print(saved.source.path, dict(saved.source.counts))
