"""
A town hall of three hundred people, in the Spanish of Spain: few are named, most are counted, citizens are the customers.

It is invented, its people and its town are too. It is good for a public service: neighbourhood offices of one kind that
are drawn as one, suggestions and complaints of citizens, contractors, every level from the mayor to the cleaners.

Who there is and who serves whom stands here; what citizens and staff said stands in `town_hall_voices`.
"""

from __future__ import annotations

from servicecraft.examples import town_hall_voices as voices
from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.serving import Customer, Service, ServiceLink
from servicecraft.model.structure import Headcount, Person, Resource, Role, Unit
from servicecraft.model.vocabulary import DeclaredAttribute, VocabularyWord
from servicecraft.model.words import AttributeTable, Belonging, Gender, Level, TermName, WeightBasis

_ROLES = (
    ("alcaldia", "Alcaldesa", Level.SENIOR),
    ("concejalia", "Concejal o concejala", Level.SENIOR),
    ("secretaria", "Secretario general", Level.SENIOR),
    ("jefatura", "Jefatura de servicio", Level.MIDDLE),
    ("coordinacion", "Coordinación de oficina", Level.SUPERVISOR),
    ("encargo", "Encargado o encargada", Level.SUPERVISOR),
)

_UNITS = (
    # id, name, part of, head, kind, district
    ("ayuntamiento", "Ayuntamiento", None, "rosario", None, None),
    ("secretaria_general", "Secretaría General", "ayuntamiento", "anselmo", "área", None),
    ("hacienda", "Hacienda y Tributos", "ayuntamiento", "julian", "área", None),
    ("ciudadania", "Atención a la Ciudadanía", "ayuntamiento", "mercedes", "área", None),
    ("oficina_centro", "Oficina de Centro", "ciudadania", "lidia", "oficina", "Centro"),
    ("oficina_ensanche", "Oficina de Ensanche", "ciudadania", "pau", "oficina", "Ensanche"),
    ("oficina_puerto", "Oficina de Puerto", "ciudadania", "ainhoa", "oficina", "Puerto"),
    ("oficina_huerta", "Oficina de La Huerta", "ciudadania", "xoan", "oficina", "La Huerta"),
    ("urbanismo", "Urbanismo y Licencias", "ayuntamiento", "fermin", "área", None),
    ("medio_ambiente", "Medio Ambiente", "ayuntamiento", "candela", "área", None),
    ("parques", "Parques y Jardines", "medio_ambiente", "severino", "brigada", None),
    ("aguas", "Servicio de Aguas", "ayuntamiento", "matilde", "área", None),
    ("obras", "Obras y Mantenimiento", "ayuntamiento", "gines", "brigada", None),
    ("policia", "Policía Local", "ayuntamiento", "amparo", "área", None),
    ("sociales", "Servicios Sociales", "ayuntamiento", "begona", "área", None),
    ("cultura", "Cultura y Deporte", "ayuntamiento", "nuria", "área", None),
    ("sistemas", "Sistemas de Información", "secretaria_general", "hector", "área", None),
    ("personal", "Recursos Humanos", "secretaria_general", "teresa", "área", None),
)
_CONTRACTORS = (
    ("recogida", "Concesionaria de residuos", "candela"),
    ("limpieza", "Contrata de limpieza de edificios", "teresa"),
    ("vigilancia", "Contrata de vigilancia", "amparo"),
)

_PEOPLE = (
    # id, name, role, unit
    ("rosario", "Rosario Beltrán", "alcaldia", "ayuntamiento"),
    ("julian", "Julián Otero", "concejalia", "hacienda"),
    ("candela", "Candela Roig", "concejalia", "medio_ambiente"),
    ("anselmo", "Anselmo Prieto", "secretaria", "secretaria_general"),
    ("mercedes", "Mercedes Llorente", "jefatura", "ciudadania"),
    ("fermin", "Fermín Aldana", "jefatura", "urbanismo"),
    ("matilde", "Matilde Cano", "jefatura", "aguas"),
    ("amparo", "Amparo Segura", "jefatura", "policia"),
    ("begona", "Begoña Iriarte", "jefatura", "sociales"),
    ("nuria", "Nuria Pons", "jefatura", "cultura"),
    ("hector", "Héctor Vidal", "jefatura", "sistemas"),
    ("teresa", "Teresa Lozano", "jefatura", "personal"),
    ("lidia", "Lidia Marcos", "coordinacion", "oficina_centro"),
    ("pau", "Pau Ferrer", "coordinacion", "oficina_ensanche"),
    ("ainhoa", "Ainhoa Zubiri", "coordinacion", "oficina_puerto"),
    ("xoan", "Xoán Rivas", "coordinacion", "oficina_huerta"),
    ("severino", "Severino Gil", "encargo", "parques"),
    ("gines", "Ginés Tornel", "encargo", "obras"),
)

_COUNTED = {
    "secretaria_general": {Level.SUPPORT: 9},
    "hacienda": {Level.MIDDLE: 1, Level.FRONT_LINE: 6, Level.SUPPORT: 12},
    "ciudadania": {Level.SUPPORT: 4},
    "oficina_centro": {Level.FRONT_LINE: 8},
    "oficina_ensanche": {Level.FRONT_LINE: 6},
    "oficina_puerto": {Level.FRONT_LINE: 4},
    "oficina_huerta": {Level.FRONT_LINE: 3},
    "urbanismo": {Level.SUPERVISOR: 2, Level.FRONT_LINE: 4, Level.SUPPORT: 15},
    "medio_ambiente": {Level.SUPPORT: 5},
    "parques": {Level.OPERATIONAL: 21},
    "aguas": {Level.SUPERVISOR: 2, Level.FRONT_LINE: 5, Level.OPERATIONAL: 14},
    "obras": {Level.OPERATIONAL: 26},
    "policia": {Level.SUPERVISOR: 5, Level.FRONT_LINE: 37},
    "sociales": {Level.FRONT_LINE: 16, Level.SUPPORT: 3},
    "cultura": {Level.FRONT_LINE: 11, Level.OPERATIONAL: 6},
    "sistemas": {Level.SUPPORT: 8},
    "personal": {Level.SUPPORT: 6},
}
_COUNTED_OUTSIDE = {"recogida": 24, "limpieza": 14, "vigilancia": 5}

_LINKS = (
    # who serves, who is served, with which service, how much it matters to the one who receives
    ("kind:oficina", "vecindario", "padron", 9),
    ("recogida", "vecindario", "residuos", 9),
    ("aguas", "vecindario", "agua", 9),
    ("policia", "vecindario", None, 3),
    ("sociales", "vecindario", "ayudas", 3),
    ("cultura", "vecindario", None, 3),
    ("parques", "vecindario", None, 3),
    ("obras", "vecindario", None, 1),
    ("urbanismo", "comercios", "licencia_apertura", 9),
    ("hacienda", "comercios", "tributos", 3),
    ("recogida", "comercios", "residuos", 3),
    ("kind:oficina", "comercios", "licencia_apertura", 3),
    ("policia", "comercios", None, 1),
    ("cultura", "asociaciones", None, 9),
    ("kind:oficina", "asociaciones", None, 3),
    ("sociales", "asociaciones", "ayudas", 3),
    ("sistemas", "kind:oficina", None, 9),
    ("urbanismo", "kind:oficina", "licencia_apertura", 3),
    ("hacienda", "kind:oficina", "tributos", 3),
    ("aguas", "kind:oficina", "agua", 1),
    ("limpieza", "kind:oficina", None, 1),
    ("vigilancia", "kind:oficina", None, 1),
    ("secretaria_general", "urbanismo", None, 9),
    ("gestor", "urbanismo", None, 9),
    ("kind:oficina", "urbanismo", "licencia_apertura", 3),
    ("obras", "aguas", None, 3),
    ("gestor", "sociales", None, 3),
    ("kind:oficina", "sociales", "ayudas", 3),
    ("medio_ambiente", "recogida", "residuos", 3),
    ("kind:oficina", "recogida", "residuos", 1),
    ("sede", "kind:oficina", None, 9),
    ("personal", "policia", None, 1),
    ("sistemas", "hacienda", None, 3),
    ("obras", "cultura", None, 3),
    ("unmapped", "obras", None, 1),
)


def municipality() -> Program:
    """
    The town hall of Fuenteclara: eighteen named, 282 counted, four neighbourhood offices of the kind `oficina`.

    Returns:
        A program in `es_ES`. A link from or to the kind `oficina` stands for all four offices; what citizens said comes as
        counts for each score, with cases and suggestions one by one.

    >>> program = municipality()
    >>> program
    <Program 'Ayuntamiento de Fuenteclara': 300 people, 21 units, 35 links>
    >>> [unit.id for unit in program.units if unit.kind == "oficina"]
    ['oficina_centro', 'oficina_ensanche', 'oficina_puerto', 'oficina_huerta']
    >>> [word.plural for word in program.vocabulary]
    ['ciudadanía', 'áreas', 'sugerencias']
    >>> program.organisation.manager_of("lidia")
    'mercedes'
    """
    return Program(
        name="Ayuntamiento de Fuenteclara",
        language="es_ES",
        vocabulary=_vocabulary(),
        attributes=(
            DeclaredAttribute(id="distrito", name="Distrito", belongs_to=(AttributeTable.UNITS,)),
            DeclaredAttribute(id="canal", name="Canal preferido", belongs_to=(AttributeTable.CUSTOMERS,)),
        ),
        organisation=_organisation(),
        customers=_customers(),
        links=_links(),
        services=_services(),
        responsibilities=voices.responsibilities(),
        assignments=voices.assignments(),
        invitations=voices.invitations(),
        commitments=voices.commitments(),
        contributions=voices.contributions(),
        courses=voices.courses(),
        trainings=voices.trainings(),
        ideas=voices.ideas(),
        solicitation_rounds=voices.solicitation_rounds(),
        instruments=voices.instruments(),
        surveys=voices.surveys(),
        rating_summaries=voices.rating_summaries(),
        climate_summaries=voices.climate_summaries(),
        cases=voices.cases(),
        indicators=voices.indicators(),
        measurements=voices.measurements(),
    )


def _vocabulary() -> tuple[VocabularyWord, ...]:
    return (
        VocabularyWord(term=TermName.EXTERNAL_CUSTOMER, singular="ciudadano", plural="ciudadanía"),
        VocabularyWord(term=TermName.UNIT, singular="área", plural="áreas", gender=Gender.FEMININE),
        VocabularyWord(term=TermName.IDEA, singular="sugerencia", plural="sugerencias", gender=Gender.FEMININE),
    )


def _organisation() -> Organisation:
    return Organisation(
        name="Ayuntamiento de Fuenteclara",
        units=_units(),
        headcounts=_headcounts(),
        roles=tuple(Role(id=one, name=name, level=level) for one, name, level in _ROLES),
        people=tuple(Person(id=one, name=name, role=role, unit=unit) for one, name, role, unit in _PEOPLE),
        resources=(
            Resource(id="sede", name="Sede electrónica", owner="sistemas"),
            Resource(id="gestor", name="Gestor de expedientes", owner="hector"),
        ),
    )


def _units() -> tuple[Unit, ...]:
    own = (
        Unit(
            id=one,
            name=name,
            parent=parent,
            head=head,
            kind=kind,
            attributes={} if district is None else {"distrito": district},
        )
        for one, name, parent, head, kind, district in _UNITS
    )
    outside = (Unit(id=one, name=name, head=head, kind="contrata", outside=True) for one, name, head in _CONTRACTORS)
    return (*own, *outside)


def _headcounts() -> tuple[Headcount, ...]:
    own = (
        Headcount(unit=unit, level=level, count=count)
        for unit, levels in _COUNTED.items()
        for level, count in levels.items()
    )
    outside = (
        Headcount(unit=unit, level=Level.OPERATIONAL, belongs_as=Belonging.EXTERNAL, count=count)
        for unit, count in _COUNTED_OUTSIDE.items()
    )
    return (*own, *outside)


def _customers() -> tuple[Customer, ...]:
    residents, shops, clubs = {"canal": "oficina"}, {"canal": "sede electrónica"}, {"canal": "teléfono"}
    volume = WeightBasis.VOLUME
    return (
        Customer(id="vecindario", name="Vecindario", weight=41_500, weight_basis=volume, attributes=residents),
        Customer(id="comercios", name="Comercios y empresas", weight=2_300, weight_basis=volume, attributes=shops),
        Customer(id="asociaciones", name="Asociaciones", weight=190, weight_basis=volume, attributes=clubs),
    )


def _links() -> tuple[ServiceLink, ...]:
    return tuple(
        ServiceLink(provider=provider, customer=customer, service=service, importance=importance)
        for provider, customer, service, importance in _LINKS
    )


def _services() -> tuple[Service, ...]:
    return (
        Service(
            id="padron",
            name="Alta en el padrón",
            stage="En la oficina",
            promise="En una sola visita",
            indicator="una_visita",
            owner="mercedes",
        ),
        Service(
            id="licencia_apertura",
            name="Licencia de apertura",
            stage="Antes de abrir un negocio",
            promise="Respuesta en treinta días",
            indicator="dias_licencia",
            owner="fermin",
        ),
        Service(
            id="residuos",
            name="Recogida de residuos",
            stage="Cada noche",
            promise="Contenedor vacío antes de las siete",
            owner="candela",
        ),
        Service(
            id="agua",
            name="Agua potable",
            stage="En casa",
            promise="Avería atendida en cuatro horas",
            indicator="horas_averia",
            owner="matilde",
        ),
        Service(id="ayudas", name="Ayudas sociales", stage="Cuando hace falta", owner="begona"),
        Service(id="tributos", name="Recibos y tributos", stage="Dos veces al año", owner="julian"),
    )
