"""Methods that give the next program, one for every table; all of them are `with_rows`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from servicecraft.model.planning import Activity, Gate, Phase, Plan, Risk, TeamMember
    from servicecraft.model.rows import Row
    from servicecraft.model.serving import Customer, Judgement, Service, ServiceLink
    from servicecraft.model.structure import Headcount, Person, Resource, Role, Unit
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
        Waiver,
    )
    from servicecraft.model.vocabulary import DeclaredAttribute, VocabularyWord
    from servicecraft.model.voices import (
        Case,
        ClimateAnswer,
        ClimateSummary,
        Indicator,
        Instrument,
        Measurement,
        Rating,
        RatingSummary,
        Survey,
    )


class Editing(ABC):
    """The editing side of a program: every method returns the next value and leaves this one as it is."""

    __slots__ = ()

    @abstractmethod
    def with_rows(self, *rows: Row) -> Self:
        """The program with further rows; rows with an id that is there already take its place."""

    def with_vocabulary(self, *rows: VocabularyWord) -> Self:
        """The program with further vocabulary; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_attributes(self, *rows: DeclaredAttribute) -> Self:
        """The program with further attributes; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_units(self, *rows: Unit) -> Self:
        """The program with further units; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_headcounts(self, *rows: Headcount) -> Self:
        """The program with further headcounts; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_roles(self, *rows: Role) -> Self:
        """The program with further roles; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_people(self, *rows: Person) -> Self:
        """The program with further people; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_resources(self, *rows: Resource) -> Self:
        """The program with further resources; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_customers(self, *rows: Customer) -> Self:
        """The program with further customers; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_services(self, *rows: Service) -> Self:
        """The program with further services; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_links(self, *rows: ServiceLink) -> Self:
        """The program with further links; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_judgements(self, *rows: Judgement) -> Self:
        """The program with further judgements; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_responsibilities(self, *rows: Responsibility) -> Self:
        """The program with further responsibilities; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_assignments(self, *rows: Assignment) -> Self:
        """The program with further assignments; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_invitations(self, *rows: Invitation) -> Self:
        """The program with further invitations; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_commitments(self, *rows: Commitment) -> Self:
        """The program with further commitments; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_contributions(self, *rows: Contribution) -> Self:
        """The program with further contributions; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_courses(self, *rows: Course) -> Self:
        """The program with further courses; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_trainings(self, *rows: Training) -> Self:
        """The program with further trainings; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_ideas(self, *rows: Idea) -> Self:
        """The program with further ideas; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_solicitation_rounds(self, *rows: SolicitationRound) -> Self:
        """The program with further solicitation rounds; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_decisions(self, *rows: Decision) -> Self:
        """The program with further decisions; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_waivers(self, *rows: Waiver) -> Self:
        """The program with further waivers; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_instruments(self, *rows: Instrument) -> Self:
        """The program with further instruments; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_surveys(self, *rows: Survey) -> Self:
        """The program with further surveys; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_ratings(self, *rows: Rating) -> Self:
        """The program with further ratings; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_rating_summaries(self, *rows: RatingSummary) -> Self:
        """The program with further rating summaries; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_climate_answers(self, *rows: ClimateAnswer) -> Self:
        """The program with further climate answers; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_climate_summaries(self, *rows: ClimateSummary) -> Self:
        """The program with further climate summaries; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_cases(self, *rows: Case) -> Self:
        """The program with further cases; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_indicators(self, *rows: Indicator) -> Self:
        """The program with further indicators; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_measurements(self, *rows: Measurement) -> Self:
        """The program with further measurements; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_plans(self, *rows: Plan) -> Self:
        """The program with further plans; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_phases(self, *rows: Phase) -> Self:
        """The program with further phases; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_activities(self, *rows: Activity) -> Self:
        """The program with further activities; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_risks(self, *rows: Risk) -> Self:
        """The program with further risks; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_gates(self, *rows: Gate) -> Self:
        """The program with further gates; rows with an id that is there already take its place."""
        return self.with_rows(*rows)

    def with_team_members(self, *rows: TeamMember) -> Self:
        """The program with further team members; rows with an id that is there already take its place."""
        return self.with_rows(*rows)
