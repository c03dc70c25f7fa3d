from django.db import migrations

from audit.wall import door, question, walled

# What was sent to the reader's organisation or to one below it.
ASKED = """
idc_may('referral.answer') AND EXISTS (
    SELECT FROM referrals_referral r WHERE r.{column} = key AND r.sent_at IS NOT NULL AND idc_is_below(r.to_organisation_id)
)
"""
# What was offered to the reader's authority, and what it once handed over.
OFFERED = """
idc_may('case.designate') AND EXISTS (
    SELECT FROM referrals_transfer t LEFT JOIN cases_casegrant g ON g.id = t.grant_id
    WHERE t.{column} = key AND (
        idc_is_below(t.origin_id)
        OR idc_is_below(g.unit_id) AND (g.ends_at IS NULL OR g.ends_at > statement_timestamp())
    )
)
"""
OF_CASE = "idc_sees_case(case_id)"
OF_REFERRAL = "EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id)"

USING = {
    "consentrecord": f"{OF_CASE} OR idc_asked_by(id)",
    "disclosure": OF_CASE,
    "referral": f"{OF_CASE} OR idc_may('referral.answer') AND sent_at IS NOT NULL AND idc_is_below(to_organisation_id)",
    "referralstep": OF_REFERRAL,
    "acknowledgement": OF_REFERRAL,
    "sentfile": OF_REFERRAL,
    "transfer": f"{OF_CASE} OR idc_offered(id)",
}


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_wall'),
        ('referrals', '0003_files'),
    ]

    operations = [
        question("idc_asked_by", ASKED.format(column="consent_id")),
        question("idc_asked_of", ASKED.format(column="case_id")),
        question("idc_offered", OFFERED.format(column="id")),
        question("idc_offered_of", OFFERED.format(column="case_id")),
        *(walled(f"referrals_{name}", using) for name, using in USING.items()),
        door("asked", "cases_attachment", "EXISTS (SELECT FROM referrals_sentfile f WHERE f.attachment_id = cases_attachment.id)"),
        door("asked", "cases_case", "idc_may('referral.answer') AND idc_asked_of(id)"),
        door("offered", "cases_case", "idc_may('case.designate') AND idc_offered_of(id)"),
    ]
