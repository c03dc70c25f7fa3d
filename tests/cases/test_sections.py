"""A grant of a section opens that section where it belongs, and no page of the case (DP-3)."""

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import CAPABILITIES, Role
from cases.choices import Step
from cases.models import Case, CaseGrant
from cases.sections import ELSEWHERE, GRANTABLE, PARTS, Section
from tests.access_table import ACCESS
from tests.factories import NOW, CaseFactory, Team
from tests.test_access import PATTERNS, address

READERS = [
    role for role, capabilities in CAPABILITIES.items() if "case.read" in capabilities and role not in ("supervisor", "authority_approver")
]
PAGES = sorted(name for name, row in ACCESS.items() if name in PATTERNS and row.on == "case" and "GET" in row.methods)


@pytest.mark.promise(18)
@pytest.mark.django_db
@pytest.mark.parametrize("role", READERS)
def test_a_limited_grant_opens_no_page_of_the_case_and_no_row_of_the_api(role, client):
    team = Team()
    person, case = team.person(role), CaseFactory(unit=team.unit, step=Step.EVALUATION)
    client.force_login(person)
    for section in sorted(GRANTABLE):
        given = CaseGrant.objects.create(case=case, user=person, because="opinion", sections=[section], starts_at=NOW)
        assert not Case.objects.visible_to(person).exists(), section
        given.delete()
    CaseGrant.objects.create(case=case, user=person, because="opinion", sections=sorted(GRANTABLE), starts_at=NOW)
    found = {name: client.get(address(name, {"code": case.code})).status_code for name in PAGES}
    assert {name: status for name, status in found.items() if status not in (403, 404)} == {}
    assert case.code not in client.get(address("api:case-list", {})).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("sections", [["everything"], ["sealed"], ["file"], ["care", "sealed"]])
def test_the_database_knows_the_sections_and_seals_what_no_grant_opens(sections):
    case, team = CaseFactory(), Team()
    with pytest.raises(IntegrityError, match="grant_sections_known"), transaction.atomic():
        CaseGrant.objects.create(case=case, user=team.caseworker, because="opinion", sections=sections, starts_at=NOW)


def test_every_section_is_of_the_file_of_a_part_or_of_a_page_elsewhere():
    assert {*PARTS, *ELSEWHERE} == GRANTABLE
    assert {*Section} - GRANTABLE == {Section.FILE, Section.SEALED, Section.ACCESS}
    assert {Role.CASEWORKER, Role.PSYCHOLOGIST, Role.LAWYER} <= {*READERS}
