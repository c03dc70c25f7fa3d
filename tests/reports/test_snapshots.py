"""What was printed stays printed, and a second report tells nothing that the first did not."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import Level
from accounts.roles import OrgType, Role
from reports import services
from reports.models import IndicatorSnapshot, Publication
from reports.question import Scope
from reports.rules import Period
from reports.standard import STANDARD, Choice
from tests.factories import ChildFactory, NotificationFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2019, 12, 2, 18, tzinfo=UTC)


@pytest.fixture
def unit():
    return OrganisationFactory()


@pytest.fixture
def supervisor(unit):
    return UserFactory(organisation=unit, role=Role.SUPERVISOR)


@pytest.fixture
def secretary(unit):
    unit.parent = OrganisationFactory(level=Level.COUNTRY, org_type=OrgType.PROTECTION_AUTHORITY_FEDERAL, state="")
    unit.save()
    kind = {"level": Level.UNIT, "org_type": OrgType.SIPINNA_SECRETARIAT}
    return UserFactory(organisation=OrganisationFactory(parent=unit.parent, state="", **kind), role=Role.REPORT_VIEWER)


def notify(unit, month, number, **facts):
    for _ in range(number):
        when = datetime(2019, month, 5, 18, tzinfo=UTC)
        NotificationFactory(receiving_unit=unit, received_at=when, located_at=when, child=ChildFactory(**facts))


def choice(unit, first, last, *by, key="R7"):
    return Choice(STANDARD[key], "notified", Period(date(2019, first, 1), date(2019, last, 1)), Scope(unit), by)


def read(reader, unit, first, last, *by, key="R7", now=NOW):
    return services.answer(choice=choice(unit, first, last, *by, key=key), by=reader, now=now)


def line(report, part, key):
    return next(row.cells[0] for row in report.part(part).rows if row.key == key)


def test_quarter_that_differs_by_few_from_a_month_is_refused(unit, supervisor):
    notify(unit, 1, 12)
    notify(unit, 3, 2)
    assert read(supervisor, unit, 1, 1).base.value == 12
    with pytest.raises(ValidationError, match="fewer than 5 children"):
        read(supervisor, unit, 1, 3)
    notify(unit, 2, 9)
    assert read(supervisor, unit, 1, 3).base.value == 23
    assert read(supervisor, unit, 2, 3).base.value == 11
    with pytest.raises(ValidationError, match="fewer than 5 children"):
        read(supervisor, unit, 2, 2)


def test_number_that_another_would_betray_is_hidden(unit, supervisor):
    notify(unit, 1, 12, nationality="HN", sex="male")
    notify(unit, 1, 9, nationality="GT", sex="male")
    notify(unit, 2, 3, nationality="HN", sex="male")
    notify(unit, 2, 9, nationality="GT", sex="male")
    assert line(read(supervisor, unit, 1, 1), "by-nationality-sex", "HN").value == 12
    quarter = read(supervisor, unit, 1, 3)
    assert quarter.base.value == 33
    assert line(quarter, "by-nationality-sex", "HN").mark == "held"  # 15 would tell of three in February
    assert line(quarter, "by-nationality-sex", "GT").mark == "held"  # and 18 of 33 would tell the 15


def test_another_organisation_has_read_nothing(unit, supervisor):
    notify(unit, 1, 12)
    notify(unit, 3, 2)
    read(supervisor, unit, 1, 1)
    above = UserFactory(organisation=OrganisationFactory(), role=Role.SUPERVISOR)
    assert read(above, unit, 1, 3).base.value == 14


def test_same_children_are_not_divided_in_another_way(unit, supervisor):
    notify(unit, 1, 30)
    read(supervisor, unit, 1, 1, "nationality", "sex")
    with pytest.raises(ValidationError, match="divided by something else"):
        read(supervisor, unit, 1, 1, "nationality", "accompaniment")


def test_few_more_children_do_not_show_until_there_are_enough(unit, supervisor):
    notify(unit, 1, 12)
    read(supervisor, unit, 1, 1)
    notify(unit, 1, 2)
    again = read(supervisor, unit, 1, 1)
    assert (again.base.value, "Figures as of" in again.stands) == (12, True)
    notify(unit, 1, 3)
    assert (read(supervisor, unit, 1, 1).base.value, read(supervisor, unit, 1, 1).stands) == (17, "")


def test_published_report_stays_as_it_was_for_everybody(unit, supervisor):
    notify(unit, 1, 12, nationality="HN")
    services.publish(choice=choice(unit, 1, 1), by=supervisor, now=NOW)
    services.publish(choice=choice(unit, 1, 1), by=supervisor, now=NOW)  # once
    notify(unit, 1, 20, nationality="HN")
    reader = UserFactory(organisation=OrganisationFactory(parent=unit.parent), role=Role.REPORT_VIEWER)
    for one in (supervisor, reader):
        report = read(one, unit, 1, 1)
        assert (report.base.value, line(report, "by-nationality-sex", "HN").value) == (12, 12)
        assert "Published on" in report.stands
    with translation.override("es"):
        assert read(reader, unit, 1, 1).part("by-nationality-sex").title.startswith("Nacionalidad")
    assert Publication.objects.count() == 1


def test_what_is_published_counts_as_read_by_everybody(unit, supervisor):
    notify(unit, 1, 12)
    notify(unit, 3, 2)
    first, second = (UserFactory(organisation=OrganisationFactory(parent=unit.parent), role=Role.REPORT_VIEWER) for _ in range(2))
    assert read(first, unit, 1, 3).base.value == 14
    services.publish(choice=choice(unit, 1, 1), by=supervisor, now=NOW)
    assert read(second, unit, 1, 1).base.value == 12
    for reader, last in ((first, 1), (second, 3)):  # the other of the two: together they would tell of two children
        with pytest.raises(ValidationError, match="fewer than 5 children"):
            read(reader, unit, 1, last)


@pytest.mark.parametrize(("first", "last", "message"), [(11, 12, "not over"), (12, 12, "not over")])
def test_period_that_goes_on_is_not_published(unit, supervisor, first, last, message):
    with pytest.raises(ValidationError, match=message):
        services.publish(choice=choice(unit, first, last), by=supervisor, now=NOW)


def test_only_who_heads_an_authority_publishes_and_only_its_own(unit, supervisor):
    with pytest.raises(PermissionDenied):
        services.publish(choice=choice(unit, 1, 1), by=UserFactory(organisation=unit, role=Role.REPORT_VIEWER), now=NOW)
    with pytest.raises(ValidationError, match="your own authority"):
        services.publish(choice=choice(OrganisationFactory(), 1, 1), by=supervisor, now=NOW)


def test_reader_outside_gets_calendar_units_that_are_over_and_the_same_figures_ever_after(unit, secretary):
    notify(unit, 1, 12)
    with pytest.raises(ValidationError, match="calendar"):
        read(secretary, unit, 1, 2)
    with pytest.raises(ValidationError, match="not over"):
        read(secretary, unit, 12, 12)
    assert read(secretary, unit, 1, 1).base.value == 12
    notify(unit, 1, 40)
    assert read(secretary, unit, 1, 1).base.value == 12
    notify(unit, 6, 7)
    with pytest.raises(ValidationError, match="quarter or longer"):
        read(secretary, unit, 6, 6)


def test_what_was_read_can_be_neither_changed_nor_doubled(unit, supervisor, secretary):
    notify(unit, 1, 12)
    read(secretary, unit, 1, 1)
    one = IndicatorSnapshot.objects.get()
    for statement in ("UPDATE reports_indicatorsnapshot SET children = 0", "DELETE FROM reports_indicatorsnapshot"):
        with pytest.raises(DatabaseError), transaction.atomic():
            IndicatorSnapshot.objects.raw(statement)._fetch_all()
    one.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save(force_insert=True)


def test_refusal_and_publication_on_the_page(client, unit, supervisor):
    notify(unit, 1, 12)
    notify(unit, 3, 2)
    client.force_login(supervisor)
    address = reverse("reports:report", args=["R7"])
    month, quarter = {"measure": "notified", "period": "2019-01"}, {"measure": "notified", "period": "2019-Q1"}
    assert "Publish these figures" in client.get(address, month).content.decode()
    for name in ("report", "csv", "xlsx", "pdf"):
        answer = client.get(reverse(f"reports:{name}", args=["R7"]), quarter)
        assert (answer.status_code, "fewer than 5 children" in answer.content.decode()) == (422, True)
    answer = client.post(reverse("reports:publish", args=["R7"]) + "?measure=notified&period=2019-01", follow=True)
    assert "Published on" in answer.content.decode()
