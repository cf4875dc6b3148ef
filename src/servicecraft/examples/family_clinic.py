"""
A family clinic of twelve people, in the Spanish of Mexico: the size at which one wall sheet holds everybody.

It is invented, its people are too. It is good for planning a year of work, for responsibilities and promises, and for
seeing how a program speaks with the client's own words: patients and families, not customers.

Who there is and who serves whom stands here; what is promised, planned and heard stands in `family_clinic_year`.
"""

from __future__ import annotations

from servicecraft.examples import family_clinic_year as year
from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.serving import Customer, Service, ServiceLink
from servicecraft.model.structure import Headcount, Person, Resource, Role, Unit
from servicecraft.model.vocabulary import VocabularyWord
from servicecraft.model.words import Belonging, DeclaredBy, Gender, Level, TermName, WeightBasis

_ROLES = (
    ("directora", "Directora médica", Level.SENIOR),
    ("administrador", "Administrador", Level.MIDDLE),
    ("jefa_enfermeria", "Jefa de enfermería", Level.SUPERVISOR),
    ("responsable_laboratorio", "Responsable del laboratorio", Level.SUPERVISOR),
    ("medico", "Médica o médico", Level.FRONT_LINE),
    ("enfermero", "Enfermera o enfermero", Level.FRONT_LINE),
    ("recepcionista", "Recepcionista", Level.FRONT_LINE),
    ("tecnica", "Técnica de laboratorio", Level.SUPPORT),
)

_UNITS = (
    ("recepcion", "Recepción", "tomas"),
    ("consulta", "Consulta", "elena"),
    ("enfermeria", "Enfermería", "marisol"),
    ("laboratorio", "Laboratorio", "ruben"),
    ("administracion", "Administración", "elena"),
)

_LINKS = (
    # who serves, who is served, with which service, how much it matters to the one who receives
    ("consulta", "pacientes", "consulta_medica", 9),
    ("enfermeria", "pacientes", "preparacion", 3),
    ("laboratorio", "pacientes", "resultados", 3),
    ("recepcion", "pacientes", "cita", 3),
    ("limpieza", "pacientes", None, 1),
    ("consulta", "familias", "informes", 9),
    ("enfermeria", "familias", "informes", 3),
    ("recepcion", "familias", "cita", 3),
    ("limpieza", "familias", None, 1),
    ("enfermeria", "consulta", "preparacion", 9),
    ("laboratorio", "consulta", "resultados", 9),
    ("expediente", "consulta", None, 9),
    ("recepcion", "consulta", "cita", 3),
    ("limpieza", "consulta", None, 3),
    ("unmapped", "consulta", None, 1),
    ("consulta", "enfermeria", None, 3),
    ("limpieza", "enfermeria", None, 3),
    ("administracion", "enfermeria", None, 1),
    ("analizador", "laboratorio", None, 9),
    ("consulta", "laboratorio", None, 3),
    ("administracion", "laboratorio", None, 3),
    ("limpieza", "laboratorio", None, 3),
    ("expediente", "laboratorio", None, 1),
    ("telefono", "recepcion", None, 9),
    ("expediente", "recepcion", None, 3),
    ("administracion", "recepcion", None, 3),
    ("consulta", "recepcion", None, 1),
    ("recepcion", "administracion", None, 3),
    ("administracion", "limpieza", None, 1),
)


def clinic() -> Program:
    """
    The family clinic: six areas, ten people with a name, two of a contractor who clean and watch the door.

    Returns:
        A program in `es_MX` with a plan for a year, half of which has passed: what was promised, taught, suggested and
        heard until June, and what is still to come.

    >>> program = clinic()
    >>> program
    <Program 'Clínica Familiar Tres Jacarandas': 12 people, 6 units, 29 links>
    >>> [unit.name for unit in program.units]
    ['Recepción', 'Consulta', 'Enfermería', 'Laboratorio', 'Administración', 'Limpieza y vigilancia']
    >>> program.organisation.people_in("limpieza")
    2
    >>> [phase.name for phase in program.phases]
    ['Escuchar', 'Preparar', 'Aprender', 'Practicar', 'Medir', 'Sostener']
    """
    return Program(
        name="Clínica Familiar Tres Jacarandas",
        language="es_MX",
        vocabulary=_vocabulary(),
        organisation=_organisation(),
        customers=_customers(),
        links=_links(),
        services=_services(),
        responsibilities=year.responsibilities(),
        assignments=year.assignments(),
        invitations=year.invitations(),
        commitments=year.commitments(),
        contributions=year.contributions(),
        courses=year.courses(),
        trainings=year.trainings(),
        ideas=year.ideas(),
        solicitation_rounds=year.solicitation_rounds(),
        instruments=year.instruments(),
        surveys=year.surveys(),
        ratings=year.ratings(),
        climate_answers=year.climate_answers(),
        cases=year.cases(),
        indicators=year.indicators(),
        measurements=year.measurements(),
        plans=year.plans(),
        phases=year.phases(),
        activities=year.activities(),
        risks=year.risks(),
        gates=year.gates(),
        team_members=year.team_members(),
        decisions=year.decisions(),
    )


def _vocabulary() -> tuple[VocabularyWord, ...]:
    return (
        VocabularyWord(
            term=TermName.EXTERNAL_CUSTOMER, singular="paciente y su familia", plural="pacientes y familias"
        ),
        VocabularyWord(term=TermName.UNIT, singular="área", plural="áreas", gender=Gender.FEMININE),
        VocabularyWord(term=TermName.PERSON, singular="integrante", plural="integrantes"),
    )


def _organisation() -> Organisation:
    units = (Unit(id=one, name=name, head=head) for one, name, head in _UNITS)
    cleaning = Unit(id="limpieza", name="Limpieza y vigilancia", head="tomas", outside=True)
    return Organisation(
        name="Clínica Familiar Tres Jacarandas",
        units=(*units, cleaning),
        headcounts=(Headcount(unit="limpieza", level=Level.OPERATIONAL, belongs_as=Belonging.EXTERNAL, count=2),),
        roles=tuple(Role(id=one, name=name, level=level) for one, name, level in _ROLES),
        people=_people(),
        resources=(
            Resource(id="expediente", name="Expediente electrónico", owner="tomas"),
            Resource(id="analizador", name="Analizador de sangre", owner="ruben"),
            Resource(id="telefono", name="Línea telefónica de citas", owner="tomas"),
        ),
    )


def _people() -> tuple[Person, ...]:
    return (
        Person(
            id="elena",
            name="Elena Ríos",
            role="directora",
            unit="administracion",
            belongs_as=Belonging.OWNER,
            strengths=("escucha", "enseñar"),
        ),
        Person(id="tomas", name="Tomás Aguilar", role="administrador", unit="administracion", strengths=("orden",)),
        Person(id="ivan", name="Iván Cordero", role="medico", unit="consulta", strengths=("explicar con calma",)),
        Person(id="lucia", name="Lucía Peralta", role="medico", unit="consulta", fte=0.6, strengths=("escucha",)),
        Person(
            id="marisol",
            name="Marisol Tovar",
            role="jefa_enfermeria",
            unit="enfermeria",
            manager="elena",
            strengths=("enseñar", "orden"),
        ),
        Person(id="humberto", name="Humberto Lara", role="enfermero", unit="enfermeria", strengths=("buen humor",)),
        Person(
            id="nayeli", name="Nayeli Campos", role="enfermero", unit="enfermeria", strengths=("náhuatl", "escucha")
        ),
        Person(
            id="ruben",
            name="Rubén Soto",
            role="responsable_laboratorio",
            unit="laboratorio",
            manager="elena",
            strengths=("medir",),
        ),
        Person(id="paola", name="Paola Medina", role="tecnica", unit="laboratorio", fte=0.8),
        Person(id="gloria", name="Gloria Nava", role="recepcionista", unit="recepcion", strengths=("memoria", "trato")),
    )


def _customers() -> tuple[Customer, ...]:
    return (
        Customer(id="pacientes", name="Pacientes", weight=9000, weight_basis=WeightBasis.VOLUME),
        Customer(id="familias", name="Familias que acompañan", weight=3000, weight_basis=WeightBasis.VOLUME),
    )


def _links() -> tuple[ServiceLink, ...]:
    return tuple(
        ServiceLink(
            provider=provider,
            customer=customer,
            service=service,
            importance=importance,
            declared_by=None if provider == "unmapped" else DeclaredBy.CUSTOMER,
        )
        for provider, customer, service, importance in _LINKS
    )


def _services() -> tuple[Service, ...]:
    return (
        Service(
            id="cita",
            name="Pedir y mover una cita",
            stage="Antes de llegar",
            promise="Cita en menos de tres días y aviso si hay retraso",
            indicator="dias_para_cita",
            owner="tomas",
        ),
        Service(
            id="preparacion",
            name="Recibir y preparar al paciente",
            stage="Al llegar",
            promise="Nadie espera más de quince minutos sin que le hablen",
            indicator="minutos_de_espera",
            owner="marisol",
        ),
        Service(
            id="consulta_medica",
            name="Consulta médica",
            stage="En el consultorio",
            promise="El paciente sale sabiendo qué sigue",
            owner="elena",
        ),
        Service(
            id="resultados",
            name="Resultados de laboratorio",
            stage="Después de la consulta",
            promise="Resultados el mismo día",
            indicator="resultados_mismo_dia",
            owner="ruben",
        ),
        Service(
            id="informes",
            name="Informar a la familia",
            stage="Mientras esperan",
            promise="Una sola voz, sin tecnicismos",
            owner="elena",
        ),
    )
