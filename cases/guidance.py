"""Questions that help to write an evaluation: short, from practice, never a form to fill in."""

from django.utils.translation import gettext_lazy as _

from cases.choices import Element

CHILD_FIRST = (
    _("What does the child want to happen, today and in a year? Write it as the child says it."),
    _("Whom does the child trust, and whom does the child want beside them?"),
    _("What is the child afraid of? What would make tonight easier?"),
    _("Does the child know what is being decided, by whom, and that they may change their mind?"),
)

ELEMENT_QUESTIONS = {
    Element.VIEWS: (
        _("How was the child heard: alone, in which language, with whom in the room?"),
        _("Did what the child said change between conversations? What may explain it?"),
        _("At this age and maturity, how much does this view weigh? If you decide otherwise, why?"),
    ),
    Element.IDENTITY: (
        _("Which papers exist, who holds them, and what is still to be registered?"),
        _("Which language, people, faith and customs does the child want to keep?"),
        _("Is the age documented or declared? Does anybody dispute it?"),
        _("Is there anything about who the child is that puts them at risk, here or at home?"),
    ),
    Element.FAMILY: (
        _("Who cared for the child before the journey, and how was life there?"),
        _("Where are parents, brothers and sisters now? Is it safe to contact them, and does the child want it?"),
        _("Who travelled with the child? What shows that the kinship is true?"),
        _("Is there a relative or another family with whom the child could live well?"),
    ),
    Element.CARE: (
        _("Where does the child sleep, who looks after them, and do they feel safe there?"),
        _("Who or what could harm the child: on the journey, here, on return?"),
        _("Was the child held anywhere? By whom, for how long, and how were they treated?"),
        _("What protects the child already: people, places, habits, hopes?"),
    ),
    Element.VULNERABILITY: (
        _("What makes this child more exposed than others: age, sex, disability, people, journey, debt?"),
        _("Is there any sign of trafficking, violence, recruitment or work?"),
        _("What is urgent, and what would become urgent if nothing is done?"),
    ),
    Element.HEALTH: (
        _("Pain, illness, pregnancy, medicine taken or interrupted? Who has examined the child?"),
        _("How does the child sleep and eat? Signs of fear, grief, or of wanting to hurt themselves?"),
        _("Which care has begun, which is refused, and what does the child say about it?"),
    ),
    Element.EDUCATION: (
        _("What was the last grade, in which language, and when did it stop?"),
        _("What does the child want to learn? What stands in the way of a school place now?"),
        _("Does the child read and write, need support, have time to play?"),
    ),
}

SCREENING = (
    _("Why did the child leave, and what do they fear if they had to go back?"),
    _("Who paid for the journey, and is anything owed? Who decides where the child goes?"),
    _("When in doubt answer “Unclear”: it keeps the protection on until somebody finds out."),
)

OPINION = (
    _("What did you see, hear or examine yourself, when, and in which language?"),
    _("What follows from it for this child, and how sure are you?"),
    _("What would you do first, and what must not happen?"),
    _("Necessary facts only: what the child told you in confidence stays with you unless it protects them."),
)

CONCLUSION = (
    _("Which options were there, and what speaks for and against each, for this child?"),
    _("Where your conclusion differs from what the child wants, say why in words that can be read to the child."),
    _("What would have to change for the risk to be another?"),
)

PLAN_TALK = (
    _("Was the plan made with the child, and in which language was it explained?"),
    _("What does the child not agree with? It is printed and shown to whoever approves."),
    _("What will the child do, and whom will they call, if something goes wrong?"),
)

VISIT = (
    _("See the child alone for a moment, away from those who care for them."),
    _("Sleep, food, school, friends, calls home: what has changed since the last time?"),
    _("What does the child want you to do before the next visit?"),
)

REVIEW = (
    _("Which measures did what they promised, which did not, and why?"),
    _("Is each right restored, on its way, or as before?"),
    _("What does the child say about the plan now?"),
)

EXPLANATION = (
    _("Which words did you use for what was decided, and for why?"),
    _("What did the child ask? What does the child not understand yet?"),
    _("Does the child know that a decision can be looked at again, and whom to ask?"),
)

CLOSURE = (
    _("Would the child know whom to call tomorrow?"),
    _("Are the papers back with the child, and the people who stay informed?"),
    _("What should a colleague know who meets this child again?"),
)
