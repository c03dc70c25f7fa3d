"""The terms of the field in plain words, for the help page."""

from django.utils.translation import gettext_lazy as _

# Each step here, and what the inter-agency guidelines, the United Nations' best-interests procedure and Mexico's law call it.
CROSSWALK = (
    (_("Designation of the person responsible"), _("Identification and registration"), "", _("Detection and approach")),
    (_("Evaluation of conditions and needs"), _("Assessment"), _("Best interests assessment"), _("Diagnosis of every restricted right")),
    (_("Design of the plan"), _("Case planning"), "", _("Plan to restore rights")),
    (_("Execution of the plan"), _("Implementation"), "", _("Measures agreed with the institutions")),
    (_("Follow-up and evaluation of the execution"), _("Follow-up and review"), "", _("Follow-up until every right is restored")),
    (_("Closure or determination"), _("Case closure"), _("Best interests determination"), _("Closure")),
)
GLOSSARY = (
    (
        _("Best interests of the child"),
        _("What serves this child best, all rights taken together: the first consideration in every decision."),
    ),
    (
        _("Child's views"),
        _("What the child says about their own life. The child is heard at every decision, or the reason why not is written down."),
    ),
    (
        _("Deprivation of liberty"),
        _("The child cannot leave, whatever the place is called. It is recorded, ended and reported; it is never a placement."),
    ),
    (_("Designation"), _("Naming the one person who answers for a child's case.")),
    (_("Four eyes"), _("Nobody approves what they wrote: a second person, of higher rank, reads it first.")),
    (_("Plan to restore rights"), _("For every restricted right: what is done, by whom, until when.")),
    (_("Protection authority"), _("The authority that decides on the child's protection; never the migration authority.")),
    (_("Separated"), _("Travelling with a relative who is not a parent or guardian.")),
    (_("Unaccompanied"), _("Travelling without parents, other relatives or a guardian.")),
)
