"""The demonstration tells of visits, of voices and of one deprivation of liberty in full, through the services."""

from datetime import timedelta

import pytest
from django.utils import timezone

from idc_atd.demo.country import Country
from idc_atd.demo.voices import hear
from liberty.choices import Stated
from liberty.models import DeprivationEvent, RightsComplaint, Sighting, VisitLog, VoiceEntry
from liberty.models.event import STATED
from tests.factories import CaseFactory

pytestmark = pytest.mark.django_db


def test_the_demonstration_holds_one_of_everything():
    now = timezone.now()
    office = Country(now).offices()[0]
    for _case in range(3):
        CaseFactory(unit=office.unit, notified_at=now - timedelta(days=20))
    hear(office, now)
    event = DeprivationEvent.objects.get()
    assert all(getattr(event, name) != Stated.UNKNOWN for name in STATED)
    assert event.corrections.count() == 1
    assert RightsComplaint.objects.get().is_filed
    assert sorted(VisitLog.objects.values_list("access", flat=True)) == ["allowed", "denied"]
    assert set(Sighting.objects.visible_to(office.supervisor)) == set(Sighting.objects.all())
    assert sorted(VoiceEntry.objects.values_list("kind", flat=True)) == ["complaint", "suggestion", "thanks"]
    assert VoiceEntry.objects.exclude(told_at=None).count() == 1
    assert VoiceEntry.objects.waiting_for(office.supervisor).count() == 1
