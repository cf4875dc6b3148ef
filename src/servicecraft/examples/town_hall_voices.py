"""
What the citizens and the staff of the town hall said, and what the town hall took on, from autumn 2025 to May 2026.

It is invented like the rest of the town hall.
"""

from __future__ import annotations

from datetime import date

from servicecraft.model.taking_part import (
    Assignment,
    Commitment,
    Contribution,
    Course,
    Idea,
    Invitation,
    Responsibility,
    SolicitationRound,
    Training,
)
from servicecraft.model.voices import (
    Case,
    ClimateSummary,
    Indicator,
    Instrument,
    Measurement,
    RatingSummary,
    Survey,
)
from servicecraft.model.words import (
    Answer,
    AssignmentCode,
    BenefitBasis,
    Better,
    CaseKind,
    ClimateTopic,
    CommitmentKind,
    ContributionKind,
    CourseTopic,
    InstrumentKind,
    Level,
    ResponsibilityKind,
    Severity,
    Side,
)

_RESPONSIBILITIES = (
    # id, what, which part of the work, service, indicator, who holds which letters
    (
        "carta",
        "Aprobar la carta de servicios",
        "strategy",
        None,
        None,
        {"rosario": "A", "anselmo": "R", "mercedes": "C"},
    ),
    (
        "informe",
        "Publicar cada trimestre lo que dice la ciudadanía",
        "evaluate",
        None,
        "una_visita",
        {"mercedes": "A", "lidia": "R", "pau": "R", "ainhoa": "R", "xoan": "R", "rosario": "I"},
    ),
    (
        "plazos",
        "Vigilar los plazos",
        "follow_up",
        "licencia_apertura",
        "dias_licencia",
        {"anselmo": "A", "fermin": "R"},
    ),
    (
        "atender_padron",
        "Atender el padrón en una visita",
        "execute",
        "padron",
        "una_visita",
        {"mercedes": "A", "oficina_centro": "R", "oficina_ensanche": "R", "oficina_puerto": "R", "oficina_huerta": "R"},
    ),
    (
        "conceder",
        "Resolver licencias",
        "execute",
        "licencia_apertura",
        "dias_licencia",
        {"fermin": "A", "urbanismo": "R", "anselmo": "C", "mercedes": "I"},
    ),
    ("vaciar", "Vaciar los contenedores", "execute", "residuos", None, {"candela": "A", "recogida": "R"}),
    (
        "averias",
        "Acudir a las averías",
        "execute",
        "agua",
        "horas_averia",
        {"matilde": "A", "aguas": "R", "obras": "C"},
    ),
    ("ayudar", "Tramitar ayudas", "execute", "ayudas", None, {"begona": "A", "sociales": "R"}),
)


def responsibilities() -> tuple[Responsibility, ...]:
    """What somebody must answer for."""
    return tuple(
        Responsibility(id=one, name=name, kind=ResponsibilityKind(kind), service=service, indicator=indicator)
        for one, name, kind, service, indicator, _ in _RESPONSIBILITIES
    )


def assignments() -> tuple[Assignment, ...]:
    """Who does what: people answer for it, whole units do it."""
    return tuple(
        Assignment(responsibility=one, holder=holder, code=AssignmentCode(letter))
        for one, *_, holders in _RESPONSIBILITIES
        for holder, letter in holders.items()
    )


def invitations() -> tuple[Invitation, ...]:
    """Who was asked to take responsibility: units as a whole, leaders one by one; some have not answered."""
    asked, answered = date(2025, 11, 10), date(2025, 11, 21)
    leaders = ("rosario", "julian", "candela", "anselmo", "mercedes", "fermin", "matilde", "begona", "nuria")
    units = ("oficina_centro", "oficina_ensanche", "oficina_puerto", "aguas", "sociales", "parques")
    silent = ("oficina_huerta", "policia", "recogida")
    yes = Answer.ACCEPTED
    return (
        *(Invitation(person=one, asked_on=asked, answer=yes, answered_on=answered) for one in leaders),
        Invitation(person="amparo", asked_on=asked, answer=Answer.DECLINED, answered_on=date(2025, 11, 24)),
        *(Invitation(unit=one, asked_on=asked, answer=yes, answered_on=date(2025, 12, 5)) for one in units),
        *(Invitation(unit=one, asked_on=asked) for one in silent),
    )


def commitments() -> tuple[Commitment, ...]:
    """What those who lead promised, and what became of it."""
    made = date(2025, 11, 28)
    return (
        Commitment(
            person="rosario",
            statement="Atender una mañana al mes en una oficina de barrio",
            kind=CommitmentKind.MISSION,
            made_on=made,
            due=date(2026, 3, 31),
            done_on=date(2026, 3, 26),
            evidence="Agenda pública de la alcaldía",
            verified_by="mercedes",
        ),
        Commitment(
            person="rosario",
            statement="Carta de servicios aprobada en pleno",
            kind=CommitmentKind.DIRECTION,
            made_on=made,
            due=date(2026, 6, 30),
        ),
        Commitment(
            person="fermin",
            statement="Bajar a cuarenta días la licencia de apertura",
            kind=CommitmentKind.ACTION,
            made_on=made,
            due=date(2026, 4, 30),
        ),
        Commitment(
            person="matilde",
            statement="Avisar por mensaje de cada corte de agua",
            kind=CommitmentKind.ACTION,
            made_on=made,
            due=date(2026, 2, 27),
            done_on=date(2026, 2, 19),
            evidence="Registro de avisos",
        ),
    )


def contributions() -> tuple[Contribution, ...]:
    """What units gave beyond the list of suggestions."""
    return (
        Contribution(unit="oficina_puerto", kind=ContributionKind.EFFORT, on=date(2026, 1, 16), count=4),
        Contribution(unit="parques", kind=ContributionKind.IDEA, on=date(2026, 3, 20), count=2),
        Contribution(person="xoan", kind=ContributionKind.GOODWILL, on=date(2026, 4, 24)),
    )


def courses() -> tuple[Course, ...]:
    """What is taught."""
    wheel = (CourseTopic.MANAGE, CourseTopic.PLAN, CourseTopic.VERIFY, CourseTopic.ACT)
    return (
        Course(id="lenguaje_claro", name="Lenguaje claro", topics=(CourseTopic.SERVICE,), hours=6, cost=60),
        Course(id="direccion", name="Dirigir servicios públicos", topics=wheel, hours=20, cost=310),
    )


def trainings() -> tuple[Training, ...]:
    """Who completed what: leaders by name, units by count."""
    leaders = ("rosario", "candela", "anselmo", "mercedes", "matilde", "lidia", "pau")
    counted = {
        "oficina_centro": 8,
        "oficina_ensanche": 5,
        "oficina_puerto": 4,
        "sociales": 12,
        "parques": 9,
        "recogida": 6,
    }
    return (
        *(Training(person=one, course="direccion", completed_on=date(2026, 1, 23)) for one in leaders),
        *(
            Training(unit=unit, count=count, course="lenguaje_claro", completed_on=date(2026, 2, 20))
            for unit, count in counted.items()
        ),
    )


_IDEAS = (
    # title, author, unit, topic, owner, submitted, acknowledged, decided, decision, reason, in place
    (
        "Cita previa también por teléfono",
        "vecindario",
        "ciudadania",
        "cita previa",
        "mercedes",
        ("2026-01-12", "2026-01-14", "2026-01-30", "2026-03-02"),
        Answer.ACCEPTED,
        "No todo el mundo usa la sede electrónica.",
    ),
    (
        "Lista de papeles en una sola hoja",
        "comercios",
        "urbanismo",
        "licencias",
        "fermin",
        ("2026-01-19", "2026-01-21", "2026-02-06", "2026-02-23"),
        Answer.ACCEPTED,
        "La mitad de los requerimientos era por papeles que faltaban.",
    ),
    (
        "Contenedor de aceite en cada barrio",
        "vecindario",
        "recogida",
        "residuos",
        "candela",
        ("2026-02-02", "2026-02-04", "2026-03-10", None),
        Answer.ACCEPTED,
        "Entra en la próxima revisión del contrato.",
    ),
    (
        "Abrir la oficina los sábados",
        "vecindario",
        "ciudadania",
        "horario",
        "mercedes",
        ("2026-02-09", "2026-02-10", "2026-02-27", None),
        Answer.DECLINED,
        "La prueba de 2024 atendió a tres personas por sábado.",
    ),
    (
        "Regar de noche en verano",
        "parques",
        "parques",
        "agua",
        "candela",
        ("2026-03-16", "2026-03-17", "2026-03-30", "2026-05-11"),
        Answer.ACCEPTED,
        "Ahorra agua y no molesta.",
    ),
    (
        "Cartel con el tiempo de espera",
        "oficina_centro",
        "oficina_centro",
        "espera",
        None,
        ("2026-04-13", "2026-04-24", None, None),
        None,
        None,
    ),
    (
        "Aviso antes de cortar la calle",
        "asociaciones",
        "obras",
        "obras",
        None,
        ("2026-05-04", None, None, None),
        None,
        None,
    ),
    ("Banco a la sombra en la parada", None, None, "calle", None, ("2026-05-18", None, None, None), None, None),
)


def ideas() -> tuple[Idea, ...]:
    """Suggestions of citizens and staff, in every state."""
    return tuple(
        Idea(
            id=f"s{index:02}",
            name=name,
            author=author,
            unit=unit,
            topic=topic,
            owner=owner,
            submitted_on=date.fromisoformat(days[0]),
            acknowledged_on=_day(days[1]),
            decided_on=_day(days[2]),
            implemented_on=_day(days[3]),
            decision=decision,
            reason=reason,
            benefit=2_600 if topic == "agua" else None,
            benefit_basis=BenefitBasis.ESTIMATED if topic == "agua" else None,
        )
        for index, (name, author, unit, topic, owner, days, decision, reason) in enumerate(_IDEAS, start=1)
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def solicitation_rounds() -> tuple[SolicitationRound, ...]:
    """When ideas were asked for."""
    return (
        SolicitationRound(opened_on=date(2026, 1, 12), closed_on=date(2026, 2, 13)),
        SolicitationRound(opened_on=date(2026, 4, 13), audience=("oficina_centro", "oficina_ensanche", "parques")),
    )


def instruments() -> tuple[Instrument, ...]:
    """The scales of the questionnaires."""
    five = ("muy mala", "mala", "regular", "buena", "muy buena")
    return (
        Instrument(
            id="barometro", name="Valoración de 1 a 5", lowest=1, highest=5, labels=five, kind=InstrumentKind.CSAT
        ),
        Instrument(id="acuerdo", name="De acuerdo, de 1 a 5", lowest=1, highest=5),
    )


def surveys() -> tuple[Survey, ...]:
    """The citizens' barometer of two years, and the staff's survey."""
    return (
        Survey(
            id="barometro_2025",
            name="Barómetro ciudadano 2025",
            instrument="barometro",
            sent=1500,
            answered=618,
            opened_on=date(2025, 3, 3),
            closed_on=date(2025, 3, 28),
            channel="teléfono",
            results_returned_on=date(2025, 5, 12),
        ),
        Survey(
            id="barometro_2026",
            name="Barómetro ciudadano 2026",
            instrument="barometro",
            sent=1500,
            answered=655,
            opened_on=date(2026, 3, 2),
            closed_on=date(2026, 3, 27),
            channel="teléfono",
            results_returned_on=date(2026, 4, 17),
        ),
        Survey(
            id="plantilla_2026",
            name="Encuesta de clima 2026",
            instrument="acuerdo",
            sent=257,
            answered=149,
            opened_on=date(2026, 4, 20),
            closed_on=date(2026, 4, 30),
            promised_minimum_group=10,
            promised_readers="Solo Recursos Humanos, sin nombres",
        ),
    )


_COUNTS = {
    # survey: rater, what is rated: how many gave 1, 2, 3, 4, 5
    "barometro_2025": (
        ("vecindario", "padron", (14, 31, 78, 96, 41)),
        ("vecindario", "recogida", (22, 47, 71, 58, 20)),
        ("vecindario", "agua", (4, 12, 41, 88, 55)),
        ("comercios", "licencia_apertura", (31, 40, 28, 9, 2)),
    ),
    "barometro_2026": (
        ("vecindario", "padron", (8, 21, 69, 121, 66)),
        ("vecindario", "oficina_centro", (5, 12, 30, 41, 19)),
        ("vecindario", "oficina_ensanche", (2, 6, 18, 37, 20)),
        ("vecindario", "oficina_puerto", (0, 2, 9, 28, 22)),
        ("vecindario", "oficina_huerta", (1, 1, 2, 8, 6)),
        ("vecindario", "recogida", (25, 51, 70, 60, 22)),
        ("vecindario", "agua", (3, 11, 38, 95, 64)),
        ("vecindario", "sociales", (6, 9, 17, 20, 12)),
        ("comercios", "licencia_apertura", (24, 36, 35, 16, 5)),
        ("comercios", "recogida", (4, 11, 20, 24, 8)),
        ("asociaciones", "cultura", (0, 1, 5, 14, 9)),
    ),
}


def rating_summaries() -> tuple[RatingSummary, ...]:
    """How many citizens gave each score."""
    return tuple(
        RatingSummary(
            survey=survey,
            rater=rater,
            provider=provider,
            period=survey[-4:],
            n=sum(counts),
            mean=round(sum(score * count for score, count in enumerate(counts, start=1)) / sum(counts), 4),
            counts=counts,
        )
        for survey, lines in _COUNTS.items()
        for rater, provider, counts in lines
    )


def climate_summaries() -> tuple[ClimateSummary, ...]:
    """What the staff answered, by area and level."""
    given = (
        ("oficina_centro", Level.FRONT_LINE, ClimateTopic.CREDIBILITY, 7, 3.3, None),
        ("policia", Level.FRONT_LINE, ClimateTopic.CREDIBILITY, 24, 2.3, 1.1),
        ("sociales", Level.FRONT_LINE, ClimateTopic.CREDIBILITY, 13, 3.1, 0.9),
        ("obras", Level.OPERATIONAL, ClimateTopic.CREDIBILITY, 15, 2.8, 1.0),
        ("parques", Level.OPERATIONAL, ClimateTopic.CREDIBILITY, 14, 3.5, 0.8),
        ("hacienda", Level.SUPPORT, ClimateTopic.CREDIBILITY, 10, 3.0, 0.9),
        ("policia", Level.FRONT_LINE, ClimateTopic.RESIGNATION, 24, 3.4, 1.2),
        (None, Level.SUPERVISOR, ClimateTopic.SUPPORT_FROM_LEADER, 11, 3.7, 0.8),
        (None, None, ClimateTopic.MOTIVATION, 149, 3.4, 1.0),
        (None, None, ClimateTopic.CLIMATE, 149, 3.2, None),
    )
    return tuple(
        ClimateSummary(
            survey="plantilla_2026",
            unit=unit,
            level=level,
            topic=topic,
            period="2026",
            n=n,
            mean=mean,
            deviation=spread,
        )
        for unit, level, topic, n, mean, spread in given
    )


def cases() -> tuple[Case, ...]:
    """Complaints, thanks and requests that came in at the register, from oldest to newest; three are open."""
    bad, good, asked = CaseKind.COMPLAINT, CaseKind.COMPLIMENT, CaseKind.REQUEST
    given = (
        # title, customer, unit, service, kind, severity, received, answered, closed
        ("Contenedor lleno", "vecindario", "recogida", "residuos", bad, "medium", "01-08", "01-16", "01-20"),
        (
            "Cinco meses sin licencia",
            "comercios",
            "urbanismo",
            "licencia_apertura",
            bad,
            "high",
            "01-15",
            "02-19",
            "03-04",
        ),
        ("Fuga en la calle Mayor", "vecindario", "aguas", "agua", bad, "high", "01-22", "01-22", "01-23"),
        ("Trato de la oficina", "vecindario", "oficina_puerto", "padron", good, None, "02-03", "02-05", "02-05"),
        ("Ruido de madrugada", "vecindario", "recogida", "residuos", bad, "low", "02-11", "02-27", "02-27"),
        ("Sala para ensayar", "asociaciones", "cultura", None, asked, None, "02-18", "03-02", "03-13"),
        (
            "Papeles pedidos dos veces",
            "comercios",
            "urbanismo",
            "licencia_apertura",
            bad,
            "medium",
            "03-05",
            "03-26",
            "04-15",
        ),
        ("Multa equivocada", "vecindario", "policia", None, bad, "medium", "03-12", "04-02", "04-02"),
        ("Ayuda para el alquiler", "vecindario", "sociales", "ayudas", asked, "high", "03-24", "03-27", "04-09"),
        ("El parque nuevo", "vecindario", "parques", None, good, None, "04-16", "04-17", "04-17"),
        ("Cartones en la acera", "vecindario", "recogida", "residuos", bad, "medium", "04-29", "05-14", None),
        ("Fraccionar un recibo", "comercios", "hacienda", "tributos", asked, "low", "05-12", None, None),
        ("Zanja sin señalar", "vecindario", "obras", None, bad, "medium", "05-20", None, None),
    )
    return tuple(
        Case(
            id=f"reg{index:03}",
            name=name,
            customer=customer,
            unit=unit,
            service=service,
            kind=kind,
            severity=None if severity is None else Severity(severity),
            received_on=date.fromisoformat(f"2026-{received}"),
            answered_on=None if answered is None else date.fromisoformat(f"2026-{answered}"),
            closed_on=None if closed is None else date.fromisoformat(f"2026-{closed}"),
        )
        for index, (name, customer, unit, service, kind, severity, received, answered, closed) in enumerate(given, 1)
    )


def indicators() -> tuple[Indicator, ...]:
    """What is measured again and again, on all three sides."""
    less, of_citizens = Better.LOWER, Side.CUSTOMER
    return (
        Indicator(id="coste", name="Coste por trámite", side=Side.ECONOMIC, unit_of_measure="EUR", better=less),
        Indicator(id="bajas", name="Días de baja por persona", side=Side.CLIMATE, unit_of_measure="días", better=less),
        Indicator(id="una_visita", name="Resuelto en una visita", side=of_citizens, unit_of_measure="%", target=85),
        Indicator(
            id="dias_licencia",
            name="Días hasta la licencia",
            side=of_citizens,
            unit_of_measure="días",
            better=less,
            target=30,
        ),
        Indicator(
            id="horas_averia",
            name="Horas hasta la avería",
            side=of_citizens,
            unit_of_measure="h",
            better=less,
            target=4,
        ),
    )


def measurements() -> tuple[Measurement, ...]:
    """The first quarters of two years."""
    values = {
        "coste": (11.4, 10.9),
        "bajas": (3.4, 3.6),
        "una_visita": (71, 79),
        "dias_licencia": (62, 49),
        "horas_averia": (5.1, 3.8),
    }
    return tuple(
        Measurement(indicator=indicator, on=on, value=value)
        for indicator, given in values.items()
        for on, value in zip((date(2025, 3, 31), date(2026, 3, 31)), given, strict=True)
    )
