"""What is asked of others for a child: whether it is done, and how soon it is accepted."""

from django.utils.translation import gettext as _

from referrals.choices import ReferralType
from reports.indicators.base import ask, labels_of, row
from reports.question import Question
from reports.results import Counted, Result, Share, Spread

SENT = """
SELECT x.type, count(*), count(*) FILTER (WHERE x.state = 'completed'), count(*) FILTER (WHERE x.state = 'expired')
FROM referrals_referral x {joined} WHERE x.sent_at >= %(since)s AND x.sent_at < %(until)s AND {mine} GROUP BY 1
"""
ACCEPTED = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY days), percentile_cont(0.9) WITHIN GROUP (ORDER BY days)
FROM (SELECT EXTRACT(EPOCH FROM s.at - x.sent_at) / 86400 AS days
    FROM referrals_referralstep s JOIN referrals_referral x ON x.id = s.referral_id {joined}
    WHERE s.move = 'accept' AND s.at >= %(since)s AND s.at < %(until)s AND {mine}) found
"""


def completion(question: Question) -> list[Result]:
    """I-20: of the referrals sent in the period, those completed, by type, and those without an answer in time; days to acceptance."""
    found = {kind: rest for kind, *rest in ask(question, SENT)}
    sent, completed, expired = (sum(rest[place] for rest in found.values()) for place in range(3))
    accepted, median, p90 = row(question, ACCEPTED)
    by_type = [
        Share(f"completed_{kind}", _("Completed: %(kind)s") % {"kind": label}, done, number, of=Counted.RECORDS)
        for kind, label in labels_of(ReferralType).items()
        for number, done, _expired in [found.get(kind, (0, 0, 0))]
    ]
    return [
        Share("completed", _("Referrals completed"), completed, sent, of=Counted.RECORDS),
        Share("expired", _("Referrals without an answer in time"), expired, sent, of=Counted.RECORDS),
        Spread("acceptance", _("Days from sending to acceptance"), accepted, median, p90, "d"),
        *by_type,
    ]
