"""The written parts of docs/access.md."""

from accounts.roles import CAPABILITIES, Role

# What each capability lets one do, in a sentence for whoever grants it.
SENTENCES = {
    "notification.create": "Notify a child and read the receipts of one's own notifications.",
    "notification.triage": "See the notifications that one's unit received, and decide on each.",
    "notification.import": "Import a batch of notifications.",
    "case.read": "Open the cases one was given access to; supervising roles every case of their units.",
    "case.intake": "Do the rapid assessment and open the case.",
    "case.work": "Write the evaluation, the plan, notes, visits and reviews of a case one is responsible for.",
    "file.add": "Attach files to a case that one sees, and withdraw what does not belong there.",
    "case.designate": "Name the person responsible for a case.",
    "task.give": "Ask something of a colleague who sees the case, and give a task to another.",
    "case.approve": "Approve or return what a person of lower rank wrote: evaluation, plan, closure.",
    "opinion.write": "Write and sign the opinion of one's own discipline, where one was asked for it.",
    "disclosure.write": "Compose what migration authority, police, prosecutors, courts and consulates are told: determinations alone.",
    "case.disclose": "Approve what others composed of it, which numbers its letter; and print the determinations of a plan in force.",
    "decision.explain": "Record that a decision was explained to the child, and what the child answered.",
    "measure.propose": "Propose a protective measure, and record its notices, rulings and whether it is carried out.",
    "measure.order": "Order a protective measure, and end it.",
    "procedure.record": "Record what was filed with the migration and asylum authorities, and what they decided.",
    "case.access_log": "See who has read a case.",
    "case.open_parts": "Open parts of a file (health, psychology, law, violence, family, place) to a colleague, for a time, with a reason.",
    "case.break_glass": "Open a file that is not one's own, by its exact code, in an emergency: to read, for four hours, with a reason.",
    "emergency.review": "Judge files opened in an emergency, and answer alarms on how files are read, never one's own.",
    "record.read": "See who has read any file of one's authority, without opening it, and what the walls refused.",
    "determination.convene": "Convene the panel of a best-interests determination, and set down what it decided.",
    "determination.vote": "Read the dossier of a determination on whose panel one sits, and vote on it.",
    "determination.decide": "Decide a determination that the country leaves to the authority.",
    "liberty.record": "Record that a child is or was deprived of liberty, and the end of it.",
    "voice.record": "Take down what a child complains of, suggests or thanks for, and tell the answer.",
    "voice.answer": "Answer what children of one's authority say; never what is about oneself or one's superiors.",
    "visit.log": "Log the visits of one's own group to places where children are held or cared for; never a case.",
    "rights.complain": "Draft, issue and file complaints to the human-rights body about a deprivation of liberty.",
    "restriction.record": "Record a restriction that an authority imposes, with its legal ground, inform the child, and end it.",
    "restriction.review": "Review a restriction that somebody else recorded: keep, relax or lift it.",
    "restriction.appeal": "Record an appeal against a restriction, and what was decided on it.",
    "placement.propose": "Ask a home for a place.",
    "placement.order": "Place a child, and end a placement.",
    "placement.override": "Place a child beyond what the home declared, with the reason on record.",
    "absence.record": "Report that a child is gone, keep the search, record the return.",
    "referral.send": "Refer a child to another organisation, and follow what comes of it.",
    "referral.approve": "Approve or return a referral that somebody of lower rank wrote.",
    "referral.answer": "Answer the referrals sent to one's own organisation, with the packet of each and nothing else of the case.",
    "sharing.keep": "Keep the agreements on sharing data between one's own organisation and others.",
    "placement.answer": "Accept or decline a request for a place in one's home.",
    "resident.read": "See who lives in one's home: the care sheet, never the case.",
    "facility.manage": "Keep the home's places and licence.",
    "facility.inspect": "Record a liberty checklist of a home that another organisation runs: it opens the home, or closes it.",
    "liaison.keep": "Keep the list of liaison officers of other countries.",
    "report.read": "Read counts, small numbers hidden; never a child.",
    "report.publish": "Publish the figures of a period that is over: from then on they stand.",
    "target.write": "Set a baseline and a target for a result of the own authority, and write what was learnt.",
    "export.request": "Ask for rows without names, for a purpose, where the own organisation is an authority that protects children.",
    "export.approve": "Approve or refuse rows without names that somebody else asked for.",
    "users.manage": "Invite, change and close accounts of one's organisations; never a case.",
    "organisations.manage": "Add organisations, and look after the accounts of all of them.",
}


def access() -> str:
    """Return the table of roles and capabilities of accounts.roles, each capability in a sentence."""
    rows = [
        f"| `{capability}` | {sentence} | {', '.join(str(Role(role).label) for role, its in CAPABILITIES.items() if capability in its)} |"
        for capability, sentence in SENTENCES.items()
    ]
    return "\n".join(["| Capability | What it lets one do | Who has it |", "| --- | --- | --- |", *rows])
