"""Two authorities and a case that goes from one to the other."""

from datetime import timedelta

from cases import services as case_services
from cases.choices import Step
from referrals import services
from referrals.models import Transfer
from tests import factories
from tests.factories import NOW, Team, fresh, walk_to

HOUR = timedelta(hours=1)
LATER = NOW + timedelta(days=1)


class Two:
    """Sonora has the case; Oaxaca is asked to take it."""

    def __init__(self, step=Step.PLAN_EXECUTION, solution="", **destination):
        self.origin = Team(name="Procuraduría de Sonora", municipality="Hermosillo")
        self.destination = Team(**({"name": "Procuraduría de Oaxaca", "state": "OAX"} | destination))
        self.case = walk_to(Step.PLAN_DESIGN if solution else step, self.origin)
        if solution:
            plan, by = self.case.plan, self.origin.caseworker
            case_services.save_plan(plan=plan, version=plan.version, by=by, now=LATER, durable_solution=solution)
            factories._plan(fresh(self.case), self.origin, LATER, "medium")
        self.now = LATER

    def transfer(self) -> Transfer:
        return Transfer.objects.select_related("case__child", "case__unit", "origin", "destination").get(case=self.case)

    def proposed(self, **fields) -> Transfer:
        fields = {"destination": self.destination.unit, "reason": "Su madre vive allá.", "child_views": "Quiero ir con mi mamá."} | fields
        return services.propose_transfer(case=fresh(self.case), by=self.origin.caseworker, now=self.now, **fields)

    def approved(self, **fields) -> Transfer:
        return services.approve_transfer(transfer=self.proposed(**fields), by=self.origin.supervisor, now=self.now + HOUR)

    def offered(self, **fields) -> Transfer:
        return services.offer_transfer(transfer=self.approved(**fields), by=self.origin.caseworker, now=self.now + 2 * HOUR)

    def accepted(self) -> Transfer:
        return self.accept(self.offered())

    def accept(self, transfer, **fields) -> Transfer:
        given = {"by": self.destination.supervisor, "now": self.now + 3 * HOUR} | fields
        return services.accept_transfer(transfer=transfer, **({"responsible": self.destination.caseworker, "no_conflict": True} | given))

    def handed_over(self) -> Transfer:
        return self.hand_over(self.accepted())

    def hand_over(self, transfer, **fields) -> Transfer:
        held = self.now + 4 * HOUR
        given = {
            "meeting_at": held,
            "child_told_at": held,
            "handed_by": "Marcela Ibarra, Sonora",
            "received_by": "Eva Cruz, Oaxaca",
            "minutes": "Oaxaca hace las visitas.",
            "by": self.origin.caseworker,
            "now": held,
        }
        return services.record_handover(transfer=transfer, **(given | fields))

    def in_effect(self) -> Transfer:
        return services.take_over(transfer=self.handed_over(), by=self.destination.supervisor, now=self.now + 5 * HOUR)
