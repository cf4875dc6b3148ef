"""
The year 2026 of the family clinic: what was taken on, promised, taught, suggested, heard and planned.

It is invented like the rest of the clinic. Everything that happened lies before July, everything else is still planned.
"""

from __future__ import annotations

from datetime import date, timedelta

from servicecraft.model.planning import Activity, After, Gate, Phase, Plan, Risk, TeamMember
from servicecraft.model.taking_part import (
    Assignment,
    Commitment,
    Contribution,
    Course,
    Decision,
    Idea,
    Invitation,
    Responsibility,
    SolicitationRound,
    Training,
)
from servicecraft.model.voices import Case, ClimateAnswer, Indicator, Instrument, Measurement, Rating, Survey
from servicecraft.model.words import (
    Answer,
    AssignmentCode,
    BenefitBasis,
    Better,
    Capacity,
    CaseKind,
    ClimateTopic,
    CommitmentKind,
    ContributionKind,
    CourseTopic,
    InstrumentKind,
    Quality,
    ResponsibilityKind,
    Severity,
    Side,
    WheelStep,
)

_STEERING, _DOING = ("elena", "tomas", "marisol", "ruben"), ("ivan", "lucia", "humberto", "nayeli", "paola", "gloria")

_RESPONSIBILITIES = (
    # id, what, which part of the work, service, indicator
    ("rumbo", "Fijar el rumbo de servicio de la clínica", "strategy", None, "ingreso"),
    ("turnos", "Organizar turnos y suplencias", "manage", "cita", "minutos_de_espera"),
    ("escuchar", "Leer cada mes lo que dicen pacientes y familias", "evaluate", None, "minutos_de_espera"),
    ("acuerdos", "Dar seguimiento a los acuerdos del equipo", "follow_up", None, "animo"),
    ("dar_citas", "Dar y mover citas", "execute", "cita", "dias_para_cita"),
    ("preparar", "Recibir y preparar a cada paciente", "execute", "preparacion", "minutos_de_espera"),
    ("atender", "Atender la consulta", "execute", "consulta_medica", None),
    ("analizar", "Tomar muestras y entregar resultados", "execute", "resultados", "resultados_mismo_dia"),
    ("informar", "Informar a la familia que espera", "execute", "informes", None),
    ("limpiar", "Tener limpias las salas y saludar en la puerta", "execute", "preparacion", None),
    ("quejas", "Contestar cada queja en tres días", "execute", None, None),
)
_LETTERS = {
    "rumbo": {"elena": "AR", "tomas": "C", "marisol": "C", "ruben": "C", "gloria": "I", "ivan": "I"},
    "turnos": {"tomas": "A", "marisol": "R", "gloria": "R", "lucia": "I"},
    "escuchar": {"elena": "A", "tomas": "R", "gloria": "C", "ruben": "I"},
    "acuerdos": {"elena": "A", "marisol": "R", "tomas": "C"},
    "dar_citas": {"tomas": "A", "gloria": "R", "ivan": "I"},
    "preparar": {"marisol": "A", "humberto": "R", "nayeli": "R", "gloria": "I"},
    "atender": {"elena": "A", "ivan": "R", "lucia": "R", "nayeli": "C"},
    "analizar": {"ruben": "AR", "paola": "R", "ivan": "I"},
    "informar": {"elena": "A", "ivan": "R", "nayeli": "R", "gloria": "C"},
    "limpiar": {"tomas": "A", "limpieza": "R", "marisol": "C"},
    "quejas": {"tomas": "A", "elena": "I"},
}


def responsibilities() -> tuple[Responsibility, ...]:
    """What somebody must answer for; nobody does the answering of complaints yet."""
    return tuple(
        Responsibility(id=one, name=name, kind=ResponsibilityKind(kind), service=service, indicator=indicator)
        for one, name, kind, service, indicator in _RESPONSIBILITIES
    )


def assignments() -> tuple[Assignment, ...]:
    """Who does what; two letters in one cell are two rows."""
    return tuple(
        Assignment(responsibility=one, holder=holder, code=AssignmentCode(letter), accepted_on=date(2026, 3, 18))
        for one, holders in _LETTERS.items()
        for holder, letters in holders.items()
        for letter in letters
    )


def invitations() -> tuple[Invitation, ...]:
    """Who was asked to take responsibility for service; one answer is outstanding."""
    asked, answered = date(2026, 2, 3), date(2026, 2, 6)
    accepted = ("elena", "tomas", "marisol", "ruben", "ivan", "lucia", "nayeli", "paola", "gloria")
    return (
        *(Invitation(person=one, asked_on=asked, answer=Answer.ACCEPTED, answered_on=answered) for one in accepted),
        Invitation(person="humberto", asked_on=asked),
        Invitation(unit="limpieza", asked_on=date(2026, 4, 13), answer=Answer.ACCEPTED, answered_on=date(2026, 4, 15)),
    )


def commitments() -> tuple[Commitment, ...]:
    """Promises and the signs that they were kept; one is late, some are not yet due."""
    made = date(2026, 2, 27)
    mission, direction = CommitmentKind.MISSION, CommitmentKind.DIRECTION
    action, goal = CommitmentKind.ACTION, CommitmentKind.PERSONAL_GOAL
    given: tuple[tuple[str, CommitmentKind, str | None, str, str | None, str | None, str | None], ...] = (
        # who, about what, the promise, due, kept, what shows it, who saw it
        ("elena", mission, "El servicio empieza conmigo", "03-31", "03-30", "Está en la sala de juntas", "marisol"),
        ("elena", direction, "Cinco promesas cumplidas este año", "12-18", None, None, None),
        (
            "elena",
            action,
            "Recorrer la sala cada lunes de abril",
            "04-30",
            "04-27",
            "Cuatro hojas de recorrido",
            "gloria",
        ),
        ("tomas", action, "Tener lista la segunda línea", "03-31", "04-10", "Contesta desde el 10 de abril", "gloria"),
        (
            "marisol",
            action,
            "Publicar turnos con dos semanas",
            "04-15",
            "04-14",
            "Rol de turnos en el corcho",
            "humberto",
        ),
        ("ruben", action, "Entregar biometrías el mismo día", "07-31", None, None, None),
        ("tomas", goal, "Aprender a contestar una queja por escrito", "06-30", None, None, None),
        ("gloria", goal, "Llamar a cada paciente por su nombre", "05-29", "05-28", "Siete tarjetas de mayo", "tomas"),
        ("nayeli", goal, None, "06-12", "06-11", None, None),
    )
    return tuple(
        Commitment(
            person=person,
            statement=statement,
            kind=kind,
            made_on=made,
            due=date.fromisoformat(f"2026-{due}"),
            done_on=None if done is None else date.fromisoformat(f"2026-{done}"),
            evidence=evidence,
            verified_by=seen_by,
        )
        for person, kind, statement, due, done, evidence, seen_by in given
    )


def contributions() -> tuple[Contribution, ...]:
    """Ideas, effort and goodwill beyond the list of ideas."""
    return (
        Contribution(person="humberto", kind=ContributionKind.GOODWILL, on=date(2026, 3, 20)),
        Contribution(person="nayeli", kind=ContributionKind.EFFORT, on=date(2026, 4, 24), count=3),
        Contribution(unit="limpieza", kind=ContributionKind.EFFORT, on=date(2026, 5, 8), count=2),
        Contribution(person="paola", kind=ContributionKind.IDEA, on=date(2026, 5, 15)),
    )


def courses() -> tuple[Course, ...]:
    """What is taught."""
    wheel = (CourseTopic.MANAGE, CourseTopic.PLAN, CourseTopic.VERIFY, CourseTopic.ACT)
    return (
        Course(id="trato", name="El trato que merece quien espera", topics=(CourseTopic.SERVICE,), hours=8, cost=950),
        Course(id="mejora", name="Mejorar paso a paso", topics=wheel, hours=12, cost=1400),
        Course(id="bienvenida", name="Bienvenida a la clínica", topics=(CourseTopic.SERVICE,), hours=2),
    )


def trainings() -> tuple[Training, ...]:
    """Who completed what: those who lead first."""
    first = (Training(person=one, course="trato", completed_on=date(2026, 3, 24)) for one in _STEERING)
    then = (
        Training(person=one, course="trato", completed_on=date(2026, 4, 9), taught_by="marisol")
        for one in _DOING
        if one != "humberto"
    )
    wheel = (Training(person=one, course="mejora", completed_on=date(2026, 4, 28)) for one in ("tomas", "ruben"))
    door = Training(
        unit="limpieza", count=2, course="bienvenida", completed_on=date(2026, 4, 14), hours=3, taught_by="tomas"
    )
    return (*first, *then, *wheel, door)


def ideas() -> tuple[Idea, ...]:
    """Suggestions of staff, of families and of nobody by name, in every state."""
    yes, no = Answer.ACCEPTED, Answer.DECLINED
    return (
        Idea(
            id="i01",
            name="Pizarrón con el tiempo de espera",
            author="gloria",
            unit="recepcion",
            topic="espera",
            owner="tomas",
            submitted_on=date(2026, 3, 2),
            acknowledged_on=date(2026, 3, 3),
            decided_on=date(2026, 3, 12),
            decision=yes,
            reason="Cuesta poco y evita la pregunta más repetida.",
            implemented_on=date(2026, 4, 6),
            recognised_on=date(2026, 4, 10),
        ),
        Idea(
            id="i02",
            name="Etiquetas de muestra impresas en consulta",
            author="paola",
            unit="laboratorio",
            topic="resultados",
            owner="ruben",
            submitted_on=date(2026, 3, 9),
            acknowledged_on=date(2026, 3, 11),
            decided_on=date(2026, 3, 27),
            decision=yes,
            reason="Ahorra una captura y un error por semana.",
            implemented_on=date(2026, 5, 18),
            benefit=14_000,
            benefit_basis=BenefitBasis.ESTIMATED,
        ),
        Idea(
            id="i03",
            name="Café para los acompañantes",
            author="familias",
            topic="sala de espera",
            owner="tomas",
            submitted_on=date(2026, 3, 16),
            acknowledged_on=date(2026, 3, 18),
            decided_on=date(2026, 4, 1),
            decision=no,
            reason="La sala es también de niños; pusimos agua.",
        ),
        Idea(
            id="i04",
            name="Letrero en náhuatl en la entrada",
            author="nayeli",
            unit="enfermeria",
            topic="acceso",
            owner="elena",
            submitted_on=date(2026, 4, 20),
            acknowledged_on=date(2026, 4, 21),
            decided_on=date(2026, 5, 4),
            decision=yes,
            reason="Una de cada diez familias lo agradecerá.",
        ),
        Idea(
            id="i05",
            name="Cambiar la hora de trapear la sala",
            author="limpieza",
            topic="espera",
            submitted_on=date(2026, 5, 11),
            acknowledged_on=date(2026, 5, 20),
        ),
        Idea(id="i06", name="Buzón también a la salida", topic="escucha", submitted_on=date(2026, 6, 15)),
    )


def solicitation_rounds() -> tuple[SolicitationRound, ...]:
    """When ideas were asked for."""
    return (
        SolicitationRound(opened_on=date(2026, 3, 2), closed_on=date(2026, 3, 20)),
        SolicitationRound(opened_on=date(2026, 5, 4), audience=("recepcion", "enfermeria", "limpieza")),
    )


def instruments() -> tuple[Instrument, ...]:
    """The scales of the cards."""
    return (
        Instrument(
            id="cinco",
            name="Satisfacción de 1 a 5",
            lowest=1,
            highest=5,
            labels=("muy mal", "mal", "regular", "bien", "muy bien"),
            kind=InstrumentKind.CSAT,
        ),
        Instrument(
            id="esperaba",
            name="Comparado con lo que esperaba",
            lowest=1,
            highest=5,
            labels=("mucho peor", "peor", "como esperaba", "mejor", "mucho mejor"),
            kind=InstrumentKind.DISCONFIRMATION,
        ),
        Instrument(
            id="recomendaria", name="Nos recomendaría", lowest=0, highest=10, missing=(99,), kind=InstrumentKind.NPS
        ),
        Instrument(id="acuerdo", name="De acuerdo, de 1 a 5", lowest=1, highest=5),
    )


_SURVEYS = (
    # id, name, instrument, audience, sent, answered, first day, last day, results returned
    ("tarjetas", "Tarjetas de febrero", "cinco", None, 150, 54, "2026-02-10", "2026-02-24", "2026-03-10"),
    ("esperado", "Como lo esperaba", "esperaba", "pacientes", 60, 24, "2026-05-18", "2026-05-29", "2026-06-17"),
    ("recomendacion", "Recomendación", "recomendaria", "pacientes", 60, 25, "2026-05-18", "2026-05-29", None),
    ("entre_areas", "Entre áreas", "cinco", None, 10, 9, "2026-03-02", "2026-03-06", "2026-03-18"),
    ("clima", "Cómo estamos", "acuerdo", None, 12, 10, "2026-02-16", "2026-02-20", "2026-03-04"),
)


def surveys() -> tuple[Survey, ...]:
    """Each time of asking; the newest has not been answered to those asked."""
    return tuple(
        Survey(
            id=one,
            name=name,
            instrument=instrument,
            audience=audience,
            sent=sent,
            answered=answered,
            opened_on=date.fromisoformat(first),
            closed_on=date.fromisoformat(last),
            promised_minimum_group=5 if one == "clima" else None,
            results_returned_on=None if returned is None else date.fromisoformat(returned),
        )
        for one, name, instrument, audience, sent, answered, first, last, returned in _SURVEYS
    )


_SCORES: dict[str, dict[tuple[str, str], tuple[int, ...]]] = {
    # survey: rater and provider: scores in the order in which they came
    "tarjetas": {
        ("pacientes", "recepcion"): (2, 3, 4, 3, 2, 4, 3, 5, 3, 2, 4, 3),
        ("pacientes", "consulta"): (5, 4, 5, 5, 4, 5, 3, 5, 4, 5, 5, 4, 5, 4),
        ("pacientes", "enfermeria"): (4, 4, 5, 3, 5, 4, 4, 5, 4),
        ("pacientes", "laboratorio"): (3, 4, 2, 4, 3, 3, 5),
        ("familias", "consulta"): (4, 3, 4, 4, 3, 5),
        ("familias", "recepcion"): (3, 2, 3, 4, 2, 3),
    },
    "esperado": {
        ("pacientes", "cita"): (2, 3, 3, 2, 3, 4, 3, 2),
        ("pacientes", "consulta_medica"): (4, 4, 3, 5, 4, 3, 4, 4, 5, 4),
        ("pacientes", "resultados"): (3, 3, 2, 4, 3, 3),
    },
    "recomendacion": {
        ("pacientes", "consulta"): (9, 10, 8, 7, 10, 9, 6, 9, 10, 8, 5, 9, 7, 10, 8, 9, 99, 10, 4, 9, 8, 9, 10, 7, 9),
    },
    "entre_areas": {
        ("consulta", "laboratorio"): (4, 4),
        ("consulta", "enfermeria"): (5, 4),
        ("enfermeria", "limpieza"): (4, 5),
        ("recepcion", "administracion"): (3,),
        ("laboratorio", "administracion"): (3, 2),
    },
}


def ratings() -> tuple[Rating, ...]:
    """What patients, families and colleagues answered; each answer is one card."""
    first_day = {one: date.fromisoformat(opened) for one, *_, opened, _last, _returned in _SURVEYS}
    return tuple(
        Rating(
            survey=survey,
            rater=rater,
            provider=provider,
            score=score,
            on=first_day[survey] + timedelta(days=index % 4),
        )
        for survey, answers in _SCORES.items()
        for (rater, provider), scores in answers.items()
        for index, score in enumerate(scores)
    )


def climate_answers() -> tuple[ClimateAnswer, ...]:
    """What ten of the twelve answered, without name or area: the groups would be too small."""
    answers = {
        ClimateTopic.CREDIBILITY: (4, 3, 4, 3, 5, 4, 3, 4, 2, 4),
        ClimateTopic.SUPPORT_FROM_LEADER: (4, 4, 5, 3, 4, 4, 3, 5, 3, 4),
        ClimateTopic.RESIGNATION: (2, 1, 2, 3, 1, 2, 3, 2, 4, 2),
        ClimateTopic.MOTIVATION: (4, 4, 5, 3, 4, 4, 4, 5, 2, 4),
    }
    return tuple(
        ClimateAnswer(survey="clima", response=f"r{index:02}", topic=topic, score=score, on=date(2026, 2, 18))
        for topic, scores in answers.items()
        for index, score in enumerate(scores, start=1)
    )


def cases() -> tuple[Case, ...]:
    """Complaints, thanks and requests; two are open."""
    bad, good, asked = CaseKind.COMPLAINT, CaseKind.COMPLIMENT, CaseKind.REQUEST
    given = (
        # title, customer, area, service, kind, severity, received, answered, closed
        ("Nadie contesta el teléfono", "pacientes", "recepcion", "cita", bad, "medium", "02-11", "02-20", "02-20"),
        ("Dos versiones distintas", "familias", "recepcion", "informes", bad, "medium", "03-05", "03-09", "03-10"),
        ("Gracias a la enfermera", "pacientes", "enfermeria", "preparacion", good, None, "04-14", "04-15", "04-15"),
        ("Resultado de otra persona", "pacientes", "laboratorio", "resultados", bad, "high", "05-06", "05-07", "05-13"),
        ("Un horario para preguntar", "familias", None, "informes", asked, None, "06-08", "06-10", None),
        ("Cita movida sin aviso", "pacientes", "recepcion", "cita", bad, "low", "06-16", None, None),
    )
    return tuple(
        Case(
            id=f"q{index:02}",
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
    patients, less = Side.CUSTOMER, Better.LOWER
    return (
        Indicator(id="ingreso", name="Ingreso del trimestre", side=Side.ECONOMIC, unit_of_measure="MXN"),
        Indicator(id="animo", name="Ánimo del equipo", side=Side.CLIMATE, unit_of_measure="puntos de 1 a 5", target=4),
        Indicator(
            id="minutos_de_espera", name="Espera", side=patients, unit_of_measure="minutos", better=less, target=15
        ),
        Indicator(
            id="dias_para_cita", name="Días para una cita", side=patients, unit_of_measure="días", better=less, target=3
        ),
        Indicator(
            id="resultados_mismo_dia", name="Resultados el mismo día", side=patients, unit_of_measure="%", target=90
        ),
    )


def measurements() -> tuple[Measurement, ...]:
    """Two quarters and the same ones a year before."""
    ends = (date(2025, 3, 31), date(2025, 6, 30), date(2026, 3, 31), date(2026, 6, 30))
    values = {
        "ingreso": (1_310_000, 1_285_000, 1_350_000, 1_402_000),
        "animo": (3.6, 3.6, 3.7, 3.9),
        "minutos_de_espera": (34, 36, 33, 22),
        "dias_para_cita": (5, 5, 5, 4),
        "resultados_mismo_dia": (48, 51, 55, 71),
    }
    return tuple(
        Measurement(indicator=indicator, on=on, value=value)
        for indicator, given in values.items()
        for on, value in zip(ends, given, strict=True)
    )


def plans() -> tuple[Plan, ...]:
    """The year's plan."""
    return (Plan(id="plan_2026", name="Cultura de servicio 2026", start=date(2026, 2, 3), calendar="MX"),)


def phases() -> tuple[Phase, ...]:
    """From listening to sustaining."""
    return (
        Phase(id="escuchar_f", name="Escuchar", order=1, step=WheelStep.PLAN, purpose="Saber qué espera quien viene"),
        Phase(
            id="preparar_f", name="Preparar", order=2, step=WheelStep.PLAN, purpose="Acordar promesas y quién responde"
        ),
        Phase(id="aprender_f", name="Aprender", order=3, step=WheelStep.DO, purpose="Empezar por quienes dirigen"),
        Phase(id="practicar_f", name="Practicar", order=4, step=WheelStep.DO, purpose="Cumplir las promesas cada día"),
        Phase(id="medir_f", name="Medir", order=5, step=WheelStep.CHECK, purpose="Comparar con febrero"),
        Phase(id="sostener_f", name="Sostener", order=6, step=WheelStep.ACT, purpose="Que no dependa de una persona"),
    )


_Days = tuple[int, ...]
_ACTIVITIES: tuple[tuple[str, str, str, str, _Days, tuple[After, ...]], ...] = (
    # id, what, phase, owner, working days (one figure, or the best, likely and worst case), what it waits for
    ("a01", "Hablar con cada integrante", "escuchar_f", "elena", (3, 5, 8), ()),
    ("a02", "Preguntar a pacientes y familias", "escuchar_f", "gloria", (8, 10, 15), (After("a01"),)),
    ("a03", "Dibujar quién sirve a quién", "escuchar_f", "tomas", (2, 3, 5), (After("a01", link="SS", lag=2),)),
    ("a04", "Leer juntos lo escuchado", "escuchar_f", "elena", (0,), (After("a02"), After("a03"))),
    ("a05", "Nombrar al equipo que lidera", "preparar_f", "elena", (3,), (After("a04"),)),
    ("a06", "Acordar la promesa de cada área", "preparar_f", "marisol", (4, 6, 10), (After("a05"),)),
    ("a07", "Repartir responsabilidades", "preparar_f", "tomas", (3, 4, 6), (After("a06"),)),
    ("a08", "Poner la segunda línea telefónica", "preparar_f", "tomas", (5, 10, 25), (After("a04"),)),
    ("a09", "Taller de trato para quienes dirigen", "aprender_f", "elena", (2,), (After("a07"),)),
    ("a10", "Taller de trato para todos", "aprender_f", "marisol", (4, 5, 8), (After("a09"),)),
    ("a11", "Taller de mejora", "aprender_f", "ruben", (5, 6, 9), (After("a10"),)),
    ("a12", "Bienvenida a limpieza y vigilancia", "aprender_f", "tomas", (2,), (After("a09"),)),
    ("a13", "Saludo y aviso de espera", "practicar_f", "gloria", (10, 15, 25), (After("a10"), After("a08"))),
    ("a14", "Resultados el mismo día", "practicar_f", "ruben", (15, 25, 40), (After("a11"),)),
    ("a15", "Una sola voz para las familias", "practicar_f", "ivan", (10, 15, 20), (After("a10"),)),
    ("a16", "Recorrido semanal de la directora", "practicar_f", "elena", (60,), (After("a09"),)),
    ("a17", "Decidir cada idea en quince días", "practicar_f", "tomas", (40,), (After("a11", link="SS", lag=5),)),
    (
        "a18",
        "Volver a preguntar a pacientes y familias",
        "medir_f",
        "gloria",
        (8, 10, 15),
        (After("a13"), After("a14"), After("a15")),
    ),
    ("a19", "Comparar y devolver resultados", "medir_f", "tomas", (4, 5, 8), (After("a18"),)),
    ("a20", "Corregir lo que no funcionó", "sostener_f", "marisol", (15, 20, 30), (After("a19"),)),
    ("a21", "Servicio en el ingreso de personal", "sostener_f", "tomas", (5, 8, 12), (After("a19"),)),
    ("a22", "Segunda ronda de capacitación", "sostener_f", "elena", (4, 5, 8), (After("a20", link="FF", lag=5),)),
    ("a23", "Cierre del año y plan del siguiente", "sostener_f", "elena", (0,), (After("a21"), After("a22"))),
)
_DONE = {
    "a01": ("2026-02-03", "2026-02-09"),
    "a02": ("2026-02-10", "2026-02-24"),
    "a03": ("2026-02-05", "2026-02-11"),
    "a04": ("2026-02-26", "2026-02-26"),
    "a05": ("2026-02-27", "2026-03-03"),
    "a06": ("2026-03-04", "2026-03-12"),
    "a07": ("2026-03-13", "2026-03-19"),
    "a08": ("2026-03-02", "2026-04-10"),
    "a09": ("2026-03-23", "2026-03-24"),
    "a10": ("2026-04-06", "2026-04-10"),
    "a11": ("2026-04-20", "2026-04-28"),
    "a12": ("2026-04-13", "2026-04-14"),
    "a13": ("2026-04-13", "2026-05-08"),
}
_BEGUN = {
    "a14": ("2026-05-06", 0.6),
    "a15": ("2026-06-01", 0.4),
    "a16": ("2026-03-30", 0.7),
    "a17": ("2026-05-04", 0.5),
}
_COSTS = {"a02": 2_400, "a08": 18_500, "a09": 3_800, "a10": 4_750, "a11": 2_800, "a14": 36_000, "a18": 2_400}
_NOT_BEFORE = {"a18": date(2026, 9, 1), "a22": date(2026, 11, 3)}
_DEADLINES = {"a19": date(2026, 10, 30), "a23": date(2026, 12, 18)}


def activities() -> tuple[Activity, ...]:
    """What is to be done, what has begun and what is finished."""
    return tuple(
        Activity(
            id=one,
            name=name,
            phase=phase,
            owner=owner,
            owner_is_outside=one == "a08",
            duration=days[0] if len(days) == 1 else None,
            optimistic=days[0] if len(days) == 3 else None,
            likely=days[1] if len(days) == 3 else None,
            pessimistic=days[2] if len(days) == 3 else None,
            after=after,
            not_before=_NOT_BEFORE.get(one),
            deadline=_DEADLINES.get(one),
            milestone=days == (0,),
            needs=("escucha",) if one in ("a01", "a15") else (),
            cost=_COSTS.get(one),
            started_on=_started(one),
            finished_on=date.fromisoformat(_DONE[one][1]) if one in _DONE else None,
            progress=_BEGUN[one][1] if one in _BEGUN else None,
        )
        for one, name, phase, owner, days, after in _ACTIVITIES
    )


def _started(activity: str) -> date | None:
    begun = (table[activity][0] for table in (_DONE, _BEGUN) if activity in table)
    return next(map(date.fromisoformat, map(str, begun)), None)


def risks() -> tuple[Risk, ...]:
    """What can go wrong, and who watches it."""
    return (
        Risk(
            id="rotacion",
            name="Se va alguien de recepción",
            owner="tomas",
            likelihood=0.3,
            effect="Se pierden el saludo y la memoria de las citas",
            response="Dos personas de enfermería aprenden la recepción",
        ),
        Risk(
            id="reactivos",
            name="Faltan reactivos",
            owner="ruben",
            likelihood=0.2,
            effect="Los resultados salen al día siguiente",
            response="Reserva para diez días",
        ),
        Risk(id="cansancio", name="El plan cansa a mitad del año", owner="elena", likelihood=0.4),
    )


def gates() -> tuple[Gate, ...]:
    """What must hold before a phase begins."""
    return (
        Gate(phase="aprender_f", condition="credibility", threshold=0.6),
        Gate(phase="practicar_f", condition="leaders_trained", threshold=1),
    )


def team_members() -> tuple[TeamMember, ...]:
    """The team that leads the year."""
    return (
        TeamMember(
            person="elena",
            capacity=Capacity.SPONSOR,
            covers=(Quality.POSITION, Quality.CREDIBILITY),
            backup="tomas",
            hours_per_week=2,
        ),
        TeamMember(
            person="marisol",
            capacity=Capacity.LEAD,
            covers=(Quality.LEADERSHIP, Quality.CREDIBILITY),
            backup="nayeli",
            hours_per_week=5,
        ),
        TeamMember(person="tomas", covers=(Quality.POSITION, Quality.EXPERTISE), hours_per_week=4),
        TeamMember(person="gloria", covers=(Quality.EXPERTISE,), hours_per_week=2),
    )


def decisions() -> tuple[Decision, ...]:
    """What the team's meetings decided."""
    return (
        Decision(
            on=date(2026, 2, 26),
            text="Primero la espera: es lo que más se repite en las tarjetas.",
            owner="marisol",
            due=date(2026, 5, 29),
            done_on=date(2026, 5, 8),
        ),
        Decision(
            on=date(2026, 4, 30),
            text="Nombrar a alguien que conteste las quejas.",
            owner="tomas",
            due=date(2026, 6, 12),
            finding="P06:quejas",
        ),
        Decision(on=date(2026, 6, 19), text="Preguntar otra vez en septiembre.", owner="gloria", due=date(2026, 9, 1)),
    )
