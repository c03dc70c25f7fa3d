"""The cases of the demonstration, told through the services themselves: what is shown is what the rules allow."""

import random
from datetime import datetime, timedelta
from itertools import count, cycle

from accounts.models import User
from cases import rules, services
from cases.choices import ActionStatus, Element, Risk, Step, TriageResult
from cases.models import Case, Notification, Opinion
from idc_atd.demo import care, people, protection, referrals, restrictions
from idc_atd.demo.country import Home, Office
from idc_atd.demo.determination import STAGES, Question
from idc_atd.demo.doors import find_closed
from idc_atd.demo.homeward import lead_home
from idc_atd.demo.voices import hear
from liberty.services import end_deprivation
from placements.choices import State
from placements.models import Placement, Profile
from placements.rules import UNDER_APPROVAL, is_residential, misfit
from placements.services import accept_request, decline_request, end_placement, place_with_family, request_bed, start_placement
from protocols import packs
from protocols.choices import Discipline, Right

# How many of a hundred cases stand at each step.
STANDING = {
    Step.INTAKE: 7,
    Step.DESIGNATION: 8,
    Step.EVALUATION: 22,
    Step.PLAN_DESIGN: 12,
    Step.PLAN_EXECUTION: 28,
    Step.FOLLOW_UP: 10,
    Step.CLOSED: 13,
}
# The right that a story finds restricted at an element.
RIGHT_AT = {
    Element.FAMILY: Right.FAMILY,
    Element.EDUCATION: Right.EDUCATION,
    Element.HEALTH: Right.HEALTH,
    Element.CARE: Right.MIGRANT_CHILDREN,
    Element.IDENTITY: Right.DUE_PROCESS,
}
QUESTIONS = {"SON": len(STAGES), "CHP": 2, "CMX": 2}  # determinations of each state, in as many stages
UNTRIAGED = 4  # notifications that still wait in each state


class Caseload:
    """The cases of one state: invented, and the same every time."""

    def __init__(self, office: Office, now: datetime):
        self.office, self.now = office, now
        self.chance = random.Random(office.state.code)  # noqa: S311 - invented data, not secrets
        self.folios = count(1)
        self.stages = cycle(STAGES[::-1])
        self.turns = [care.be_absent, care.move_on] if office.state.code == "SON" else []  # each is told once, of a child at work

    def span(self, key: str) -> timedelta:
        """Return how long deadline `key` lasts at the child's risk."""
        limit = self.pack.limit(key, self.risk)
        return timedelta(hours=limit.amount) if limit.unit == "h" else timedelta(days=limit.amount)

    def tell(self) -> None:
        """Create the state's cases, and some notifications that still wait."""
        referrals.agree(self.office, self.now)
        steps = self.chance.choices(list(STANDING), list(STANDING.values()), k=self.office.state.cases)
        questions = QUESTIONS[self.office.state.code]
        for step in [Step.DETERMINATION] * questions + steps[questions:]:
            with services.deadlines_at_the_end():
                Story(self, step).tell()
        for _ in range(UNTRIAGED):
            self.notify(self.now - timedelta(minutes=self.chance.randint(10, 600)))
        referrals.expire(self.now)
        find_closed(self.office, self.now)
        lead_home(self.office, self.now)
        hear(self.office, self.now)

    def notify(self, at: datetime) -> Notification:
        """Have the migration office notify an invented child."""
        chance, office = self.chance, self.office
        [(nationality, _, languages)] = chance.choices(people.NATIONALITIES, [weight for _, weight, _ in people.NATIONALITIES])
        sex, language = chance.choice(["female", "male"]), chance.choice(languages)
        age = chance.choices(range(18), [2, 2, 2, 3, 3, 4, 4, 5, 6, 6, 8, 9, 12, 14, 16, 20, 24, 26])[0]
        accompaniment = (
            chance.choices(["unaccompanied", "separated", "accompanied_parent"], [45, 15, 40])[0] if age > 5 else "accompanied_parent"
        )
        birth = {"declared_age": age, "birth_precision": "declared_age"}
        if chance.random() < 0.7:
            birth = {"birth_date": at.date() - timedelta(days=365 * age + age // 4 + chance.randint(1, 360)), "birth_precision": "exact"}
        located_at = at - timedelta(minutes=chance.randint(20, 300))
        where = chance.choice(["road_checkpoint", "transport", "border_crossing", "immigration_station", "street"])
        held = (
            {"held_since": located_at, "held_where": f"Estación migratoria de {office.state.municipalities[0]}"}
            if where == "immigration_station"
            else {}
        )
        return services.notify_child(
            by=office.notifier,
            now=at,
            child=birth
            | {
                "sex": sex,
                "nationality": nationality,
                "country_of_birth": nationality,
                "primary_language": language,
                "needs_interpreter": language != "es",
                "age_status": chance.choices(["documented", "declared_accepted", "disputed"], [45, 50, 5])[0],
            },
            identity={
                "given_names": chance.choice(people.GIVEN_NAMES[sex]),
                "surname_1": chance.choice(people.SURNAMES),
                "surname_2": chance.choice(people.SURNAMES),
            },
            notification={
                "folio": f"AM-{office.state.code}-{next(self.folios):04d}",
                "notifier_name": office.notifier.full_name,
                "receiving_unit": office.unit,
                "located_at": located_at,
                "located_place_type": where,
                "located_place": chance.choice(office.state.municipalities),
                "accompaniment": accompaniment,
                "main_reason": chance.choice(people.REASONS),
                "destination": chance.choice(people.DESTINATIONS),
                "immediate_needs": chance.choice(["Agua, comida y un lugar seguro para dormir.", "Atención médica.", "Intérprete.", ""]),
                "is_urgent": age < 6,
            }
            | held,
        )


class Story:
    """One case, told through the services from notification to where it stands."""

    def __init__(self, caseload: Caseload, standing: Step):
        self.caseload, self.office, self.standing = caseload, caseload.office, standing
        self.chance, self.now = caseload.chance, caseload.now
        self.risk = self.chance.choices(list(Risk), [30, 45, 25])[0]
        self.worker = self.chance.choice(self.office.workers)
        self.pack = packs.for_jurisdiction("MX")
        self.clock = self.beginning()
        self.case: Case | None = None

    def beginning(self) -> datetime:
        """Return when the child was notified, so that the present step began a plausible while ago."""
        spine = [Step.INTAKE, Step.DESIGNATION, Step.EVALUATION, Step.PLAN_DESIGN, Step.PLAN_EXECUTION, Step.FOLLOW_UP]
        last = {Step.CLOSED: 6, Step.DETERMINATION: 3}.get(self.standing)
        passed = spine[: last if last is not None else spine.index(self.standing)]
        limits = [self.span(rules.DEADLINE_OF_STEP[step]) for step in passed]
        self.lengths = {step: limit * self.chance.uniform(0.2, 0.95) for step, limit in zip(passed, limits, strict=True)}
        here = rules.DEADLINE_OF_STEP.get(self.standing)
        days = self.chance.randint(4, 24) if self.standing == Step.DETERMINATION else self.chance.randint(1, 120)
        since = self.span(here) * self.chance.uniform(0.02, 1.15) if here else timedelta(days=days)
        return self.now - since - sum(self.lengths.values(), timedelta())

    def span(self, key: str) -> timedelta:
        """Return how long deadline `key` lasts at the child's risk."""
        limit = self.pack.limit(key, self.risk)
        return timedelta(hours=limit.amount) if limit.unit == "h" else timedelta(days=limit.amount)

    def tell(self) -> None:
        notification = self.caseload.notify(self.clock)
        self.case = services.triage_notification(
            notification=notification, result=TriageResult.OPEN_CASE, by=self.office.intake, now=self.later(minutes=20)
        )
        if self.standing != Step.INTAKE or self.chance.random() < 0.5:
            self.set_free()
        for step, chapter in CHAPTERS:
            if step == self.standing:
                break
            if self.standing == Step.DETERMINATION and step == Step.PLAN_DESIGN:
                Question(self, next(self.caseload.stages)).tell()
                break
            end = self.clock + self.lengths[step]
            chapter(self)
            self.clock = max(self.clock, end)
        self.leave_at_work()
        restrictions.limit(self)

    def later(self, **length) -> datetime:
        """Let time pass, never beyond the present."""
        self.clock = min(self.clock + timedelta(**length), self.now)
        return self.clock

    def move(self, move: str, by: User, reason: str = "") -> None:
        self.case = services.move_case(case=self.case, move=move, by=by, now=self.later(minutes=5), reason=reason)

    def fresh(self) -> Case:
        self.case = Case.objects.select_related("child", "unit").get(pk=self.case.pk)
        return self.case

    # The chapters: each ends with the move to the next step

    def receive(self) -> None:
        services.record_rapid_assessment(
            case=self.case,
            by=self.office.intake,
            now=self.later(hours=1),
            done_at=self.clock,
            urgent_needs_met=True,
            safe_tonight=True,
            where_tonight=f"Alojamiento en {self.chance.choice(self.office.state.municipalities)}",
            risk_level=self.risk,
            risk_reasons=people.RISK_REASONS[self.risk],
        )
        self.move("open_case", self.office.intake)
        protection.order_urgent_measure(self)
        self.find_bed()

    def set_free(self) -> None:
        """End what the notification said of a deprivation of liberty."""
        for event in self.case.deprivations.ongoing():
            end_deprivation(
                event=event, ended_at=self.later(minutes=15), release_mechanism="channelled", by=self.office.intake, now=self.clock
            )

    def find_bed(self) -> None:
        """Place the child: with the family it travels with, otherwise where there is a place, otherwise nowhere yet."""
        heard = {"child_views": self.chance.choice(people.VIEWS)}
        if self.case.accompaniment == "accompanied_parent":
            place_with_family(
                case=self.case,
                placement_type="own_family_community",
                place_name="Con su familia, en vivienda de apoyo",
                starts_at=self.later(minutes=30),
                by=self.office.supervisor,
                now=self.clock,
                **heard,
            )
            return
        for home, profile in self.fitting():
            request = self.ask(home)
            if profile.placements.holding().count() < profile.places:
                accept_request(placement=request, profile=profile, by=home.manager, now=self.later(minutes=40))
                start_placement(placement=request, starts_at=self.later(minutes=50), by=self.office.intake, now=self.clock)
                care.order_care(self)
                return
            decline_request(placement=request, decline_reason="no_capacity", by=home.manager, now=self.later(minutes=35))

    def ask(self, home: Home) -> Placement:
        return request_bed(
            case=self.case,
            facility=home.facility,
            by=self.office.intake,
            now=self.later(minutes=10),
            reason_family_based_not_possible="No hay familia localizada ni familia de acogida disponible hoy.",
            child_views=self.chance.choice(people.VIEWS),
        )

    def fitting(self) -> list[tuple[Home, Profile]]:
        """Return up to three homes with the profile that takes this child, family-based care first."""
        child, age = self.case.child, self.case.child.age_for_care_on(self.office.unit.day_of(self.clock))
        homes = sorted(self.office.homes, key=lambda home: is_residential(home.facility.facility_type))
        if age is not None and age < UNDER_APPROVAL:  # nobody of these stories may ask a residence for so young a child
            homes = [home for home in homes if not is_residential(home.facility.facility_type)]
        pairs = [(home, profile) for home in homes for profile in home.facility.profiles.all() if not misfit(profile, child.sex, age)]
        fitting = list({home.facility.pk: (home, profile) for home, profile in reversed(pairs)}.values())[::-1]
        full = [pair for pair in fitting if pair[1].placements.holding().count() >= pair[1].places]
        return [pair for pair in fitting if pair not in full[1:]][:3]

    def leave_bed(self) -> None:
        for placement in Placement.objects.filter(case=self.case, state=State.ACTIVE):
            end_placement(placement=placement, ends_at=self.later(hours=1), end_reason="reunified", by=self.worker, now=self.clock)

    def designate(self) -> None:
        language = self.fresh().child.primary_language
        services.designate(
            case=self.case,
            person=self.worker,
            representation="substitute" if self.case.accompaniment == "unaccompanied" else "joint",
            no_conflict=True,
            language_covered_by="" if language in self.worker.languages_spoken else "Intérprete independiente de la red estatal",
            by=self.office.supervisor,
            now=self.later(minutes=30),
        )
        services.accept_designation(case=self.fresh(), by=self.worker, now=self.later(minutes=20), child_told_at=self.clock)
        self.move("begin_evaluation", self.worker)

    def interview(self) -> None:
        needs = self.case.child.needs_interpreter
        services.record_interview(
            case=self.case,
            by=self.worker,
            now=self.later(hours=3),
            kind="evaluation_interview",
            held_at=self.clock,
            place_type="care_place",
            interpreter_kind="independent" if needs else "not_needed",
            interpreter_name="Intérprete de la red estatal" if needs else "",
            interpreter_declared=needs,
            language=self.case.child.primary_language,
            information_given=True,
            notes=self.chance.choice(people.FACTS["views"]),
        )

    def write_evaluation(self, elements, **fields) -> None:
        evaluation = self.fresh().evaluation
        restricted = self.chance.sample(list(RIGHT_AT), k=2)
        texts = {
            element: {
                "facts": self.chance.choice(people.FACTS[element]),
                "sources": "Entrevista; observación del equipo.",
                "weight": "Pesa en la decisión.",
                "restricted_rights": [RIGHT_AT[element]] if element in restricted else [],
            }
            for element in elements
        }
        services.save_evaluation(
            evaluation=evaluation, version=evaluation.version, by=self.worker, now=self.later(minutes=25), elements=texts, **fields
        )

    def measure(self, phase: str, lowest: int, highest: int) -> None:
        """Measure wellbeing, every area within the two."""
        instrument = packs.of_case(self.case.protocol).instruments["wellbeing"]
        age = self.case.child.age_on(self.office.unit.day_of(self.clock)).years or 0
        services.record_wellbeing(
            case=self.case,
            measured_on=self.office.unit.day_of(self.clock),
            phase=phase,
            respondent="child" if age >= instrument.child_answers_from else "caregiver",
            scores={domain.code: self.chance.randint(lowest, highest) for domain in instrument.domains},
            by=self.worker,
            now=self.later(minutes=15),
        )

    def evaluate(self) -> None:
        self.interview()
        self.measure("baseline", 1, 3)
        self.write_evaluation(
            Element,
            options=self.chance.choice(people.CARE_OPTIONS),
            child_views=self.chance.choice(people.VIEWS),
            international_protection=(answer := self.chance.choice(["yes", "no", "unclear"])),
            international_protection_grounds="" if answer == "no" else "Huyó de amenazas en su lugar de origen; falta escuchar más.",
            trafficking="no",
            return_risk="yes" if self.risk == Risk.HIGH else "unclear",
            return_risk_grounds="No se sabe quién la o lo recibiría.",
            resilience="Confía en una persona adulta, quiere estudiar y sabe pedir ayuda.",
            high_concerns=["threats_extortion"] if self.risk == Risk.HIGH else [],
            conclusion=self.chance.choice(people.CONCLUSIONS),
            risk_level=self.risk,
            risk_rationale=people.RISK_REASONS[self.risk],
        )
        self.hear_the_team()
        evaluation = self.case.evaluation
        services.submit_document(document=evaluation, version=evaluation.version, by=self.worker, now=self.later(minutes=5))

    def hear_the_team(self) -> None:
        """Ask for the opinions that the pack demands; each is signed by its own author."""
        for discipline in self.pack.opinions[self.risk]:
            opinion = self.ask_opinion(discipline)
            findings, recommendation = people.OPINIONS[discipline]
            services.write_opinion(
                opinion=opinion,
                version=opinion.version,
                by=opinion.asked_of,
                now=self.later(minutes=7),
                findings=findings,
                recommendation=recommendation,
                is_signed=True,
            )

    def ask_opinion(self, discipline: str, question: str = "") -> Opinion:
        author = self.office.experts.get(discipline, self.worker)
        return services.ask_opinion(
            case=self.case, discipline=discipline, person=author, question=question, by=self.worker, now=self.later(minutes=3)
        )

    def approve_evaluation(self) -> None:
        self.evaluate()
        self.move("approve_evaluation", self.office.supervisor)

    def write_plan(self) -> None:
        plan = self.fresh().plan
        for line in plan.line_list:
            kind, description, organisation, person = self.chance.choice(people.MEASURES)
            services.add_action(
                line=line,
                version=plan.version,
                by=self.worker,
                now=self.later(minutes=6),
                measure_kind=kind,
                description=description,
                responsible_organisation=organisation,
                responsible_person=person,
                due_on=self.clock.date() + timedelta(days=self.chance.randint(5, 40)),
            )
            plan.refresh_from_db(fields=["version"])
        services.save_plan(
            plan=plan,
            version=plan.version,
            by=self.worker,
            now=self.later(minutes=5),
            review_date=rules.latest_review_date(max(self.clock, self.now).date(), self.risk, self.pack) - timedelta(days=2),
            child_participated=True,
            child_views=self.chance.choice(people.VIEWS),
            contingency="Si hay un cambio de alojamiento, se avisa antes a la niña o el niño.",
        )
        services.submit_document(document=plan, version=plan.version, by=self.worker, now=self.later(minutes=5))

    def approve_plan(self) -> None:
        self.write_plan()
        self.move("approve_plan", self.office.supervisor)
        protection.file_procedures(self)
        protection.explain(self)

    def execute(self) -> None:
        for action in self.fresh().plan.action_list:
            status = self.chance.choice([ActionStatus.IN_PROGRESS, ActionStatus.DONE])
            services.record_progress(
                action=action, status=status, by=self.worker, now=self.later(hours=20), text=self.chance.choice(people.NOTES)
            )
        protection.give_services(self)
        referrals.attend(self)
        self.take_note()
        self.visit()
        protection.grant_stay(self)
        self.measure("periodic", 2, 4)
        self.move("begin_follow_up", self.worker)

    def take_note(self) -> None:
        services.add_contact_note(
            case=self.case,
            by=self.worker,
            now=self.later(hours=5),
            at=self.clock,
            place_type="care_place",
            text=self.chance.choice(people.NOTES),
        )

    def visit(self) -> None:
        services.record_visit(
            case=self.case,
            by=self.worker,
            now=self.later(hours=2),
            kind="in_care",
            held_at=self.clock,
            seen_child=True,
            seen_alone=True,
            risk_level=self.risk,
            text=self.chance.choice(people.VISITS),
        )

    def finish(self) -> None:
        """Do what closing asks: nothing on a high concern left open, a last visit, a last measure."""
        for action in self.fresh().open_on_high_concerns:
            services.record_progress(action=action, status=ActionStatus.DONE, by=self.worker, now=self.later(minutes=30))
        self.leave_bed()
        protection.end_measures(self)
        self.visit()
        self.measure("endpoint", 3, 5)

    def received(self) -> dict:
        """Return what a proposal says of the family that receives the child, and of the authority that visits it from now on."""
        day = self.office.unit.day_of(self.clock)
        return {
            "handed_over_on": day,
            "receiver_name": f"{self.chance.choice(people.GIVEN_NAMES['female'])} {self.chance.choice(people.SURNAMES)}",
            "receiver_relationship": "Tía materna",
            "receiver_identity": "Credencial de elector",
            "receiver_verified_by": "documents",
            "home_study_on": day - timedelta(days=5),
            "home_study_by": "DIF municipal: favorable",
            "child_view_of_receiver": self.chance.choice(people.VIEWS),
            "receiving_authority": "Procuraduría de Protección de Oaxaca",
            "accepted_by": "Lic. Eva Cruz, subprocuradora",
            "accepted_on": day,
        }

    def propose_closure(self) -> None:
        self.finish()
        services.record_review(
            case=self.case,
            by=self.worker,
            now=self.later(hours=4),
            held_at=self.clock,
            participants="Equipo multidisciplinario, niña o niño, alojamiento",
            child_present=True,
            decisions="Los objetivos del plan se cumplieron.",
            outcome="close",
            child_views=self.chance.choice(people.VIEWS),
        )
        solution = self.chance.choice(["reunified_in_country", "asylum_recognised", "local_integration_with_status"])
        is_reunified = solution == "reunified_in_country"
        proposal = services.propose_closure(
            case=self.case,
            by=self.worker,
            now=self.later(minutes=30),
            reason="reunified_followup_completed" if is_reunified else "plan_objectives_met",
            durable_solution=solution,
            papers_back="receiver" if is_reunified else "child",
            **(self.received() if is_reunified else {}),
            summary=self.chance.choice(people.SUMMARIES),
            child_views=self.chance.choice(people.VIEWS),
            child_informed_on=self.office.unit.day_of(self.clock),
            contact_route="Línea de la Procuraduría, de 8 a 20 h",
        )
        services.submit_document(document=proposal, version=proposal.version, by=self.worker, now=self.later(minutes=5))

    def doubt_age(self) -> None:
        """Have a disputed age looked into, by papers first."""
        if self.case.child.age_status == "disputed":
            services.open_age_assessment(
                case=self.case,
                by=self.worker,
                now=self.later(minutes=20),
                reason="El acta que trae dice otra fecha.",
                requested_by=self.office.unit.name,
                method="documents",
                assessors="Trabajo social y psicología",
                organisation=self.office.unit,
                consent_by="both",
                consented_on=self.office.unit.day_of(self.clock),
            )

    def close(self) -> None:
        """Close the case; what the country leaves to the authority for a child who is alone, its head determines."""
        self.propose_closure()
        self.move("close", self.office.approver)

    def leave_at_work(self) -> None:
        """Leave some cases in the middle of their step: a draft begun, a document waiting for review, a note of today."""
        if self.standing not in (Step.INTAKE, Step.DESIGNATION, Step.CLOSED):
            care.review_stay(self)
        begun = self.chance.random()
        self.clock = max(self.clock, self.now - timedelta(minutes=self.chance.randint(200, 2400)))
        if self.standing == Step.INTAKE and begun < 0.6:
            for home, _ in self.fitting()[-2:]:
                self.ask(home)
        elif self.standing == Step.EVALUATION and begun < 0.35:
            self.evaluate()
        elif self.standing == Step.EVALUATION and begun < 0.8:
            self.write_evaluation(list(Element)[: self.chance.randint(1, 5)])
            self.ask_opinion(
                Discipline.PSYCHOLOGICAL, "¿Qué apoyo necesita para dormir, para ir a la escuela y para hablar con su familia?"
            )
        elif self.standing == Step.PLAN_DESIGN and begun < 0.5:
            self.write_plan()
        elif self.standing == Step.PLAN_EXECUTION and any(turn(self) for turn in self.caseload.turns[:1]):
            self.caseload.turns.pop(0)
        elif self.standing == Step.PLAN_EXECUTION and begun < 0.7:
            self.take_note()
            self.doubt_age()
            referrals.leave_waiting(self)
        elif self.standing == Step.FOLLOW_UP and begun < 0.4:
            self.propose_closure()


CHAPTERS = (
    (Step.INTAKE, Story.receive),
    (Step.DESIGNATION, Story.designate),
    (Step.EVALUATION, Story.approve_evaluation),
    (Step.PLAN_DESIGN, Story.approve_plan),
    (Step.PLAN_EXECUTION, Story.execute),
    (Step.FOLLOW_UP, Story.close),
    (Step.CLOSED, None),
)
