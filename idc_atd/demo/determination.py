"""A best-interests determination of the demonstration, told through the services up to where it stands."""

from datetime import timedelta

from accounts.models import User
from cases.choices import Element
from cases.services import explain_decision
from determinations import services
from determinations.models import Determination, Session
from idc_atd.demo import people
from protocols.choices import Trigger

STAGES = ("asked", "drafted", "handed_in", "convened", "open", "decided", "explained")


class Question:
    """One determination: asked for, its dossier written, its panel seated, decided with a dissent, explained."""

    def __init__(self, story, stage: str):
        self.story, self.stage, self.office = story, stage, story.office
        self.one: Determination | None = None

    def tell(self) -> None:
        self.ask()
        for chapter in (self.draft, self.hand_in, self.convene, self.open, self.decide, self.explain)[: STAGES.index(self.stage)]:
            chapter()

    def later(self, **length):
        return self.story.later(**length)

    def read(self) -> Determination:
        self.one = Determination.objects.select_related("case__child", "case__unit").get(pk=self.one.pk)
        return self.one

    def ask(self) -> None:
        self.one = services.request_determination(
            case=self.story.fresh(),
            triggers=[Trigger.RETURN],
            reason="El consulado pide el retorno y el niño, niña o adolescente no ha decidido.",
            is_urgent=self.stage == "open",
            by=self.office.supervisor,
            now=self.later(hours=2),
        )

    def draft(self) -> None:
        dossier = services.begin_dossier(determination=self.read(), by=self.story.worker, now=self.later(hours=5))
        texts = dict(zip(("facts", "relatives", "recommendation"), people.DOSSIER, strict=True))
        services.save_dossier(dossier=dossier, version=dossier.version, by=self.story.worker, now=self.later(hours=3), **texts)
        for title, solution, pros, cons, risks in people.OPTIONS:
            services.save_option(
                dossier=dossier,
                version=dossier.version,
                by=self.story.worker,
                now=self.later(minutes=20),
                title=title,
                solution=solution,
                pros=pros,
                cons=cons,
                risks=risks,
            )

    def hand_in(self) -> None:
        dossier = self.read().dossier
        services.submit_dossier(dossier=dossier, version=dossier.version, by=self.story.worker, now=self.later(minutes=30))
        disciplines = (("child_protection", "woman"), ("psychological", "man"), ("legal", "woman"))
        for person, (discipline, gender) in zip(self.office.panel, disciplines, strict=True):
            services.seat_member(
                determination=self.read(),
                person=person,
                discipline=discipline,
                gender=gender,
                is_chair=person == self.office.panel[0],
                no_interest=True,
                by=self.office.coordinator,
                now=self.later(minutes=10),
            )

    def convene(self) -> None:
        now = self.later(hours=2)
        services.convene(
            determination=self.read(),
            kind="urgent" if self.one.is_urgent else "ordinary",
            scheduled_for=now + timedelta(hours=20),
            place="Sala de juntas de la Procuraduría y videollamada",
            by=self.office.coordinator,
            now=now,
        )

    def session(self) -> Session:
        return Session.objects.select_related("determination__case__child", "determination__case__unit").get(pk=self.read().session.pk)

    def open(self) -> None:
        for person in self.office.panel:
            services.declare(session=self.session(), has_conflict=False, by=person, now=self.later(hours=4))
        services.add_guest(
            session=self.session(),
            name="Intérprete de la red estatal",
            kind="interpreter",
            by=self.office.coordinator,
            now=self.later(minutes=5),
        )
        services.open_session(session=self.session(), by=self.office.coordinator, now=self.later(minutes=5))
        self.vote(self.office.panel[0], 0, people.WORDS[0])

    def vote(self, person: User, option: int, words: str) -> None:
        options = self.read().dossier.option_list
        services.vote(session=self.session(), option=options[option], words=words, by=person, now=self.later(minutes=10))

    def decide(self) -> None:
        self.vote(self.office.panel[1], 0, people.WORDS[1])
        self.vote(self.office.panel[2], 1, people.WORDS[2])
        session = self.session()
        chosen, *others = session.determination.dossier.option_list
        day = self.office.unit.day_of(self.story.now)
        services.decide(
            session=session,
            compared={
                element: (chosen if element != Element.FAMILY else others[0], text)
                for element, text in zip(Element, people.COMPARED, strict=True)
            },
            rejected={other.pk: "No responde a lo que pide ni a los riesgos señalados." for other in others},
            minutes="Se leyó el expediente, se oyó a la intérprete y se deliberó durante una hora.",
            by=self.office.coordinator,
            now=self.later(minutes=40),
            implement_by=day + timedelta(days=30),
            review_on=day + timedelta(days=60),
            **people.DECIDED,
        )

    def explain(self) -> None:
        one = self.read()
        now = self.later(hours=20)
        explain_decision(
            case=self.story.fresh(),
            decision="determination",
            document=one.standing_id,
            told_on=one.case.unit.day_of(now),
            how="En su lengua, con dibujos y con tiempo para preguntar",
            language=one.case.child.primary_language,
            child_agrees="yes",
            child_answer="Está bien. Quiero seguir en la escuela.",
            by=self.story.worker,
            now=now,
        )
