from cases.models.age import AgeAssessment, TransitionPlan
from cases.models.alarm import Alarm, AlarmAnswer, AlarmWatch
from cases.models.assisted_return import AssistedReturn
from cases.models.attachment import Attachment
from cases.models.case import Case, CaseGrant, Designation, RapidAssessment, StepHistory
from cases.models.child import Child, ChildIdentity
from cases.models.closure import ClosureProposal
from cases.models.code import Counter
from cases.models.draft import FormDraft
from cases.models.emergency import Emergency
from cases.models.evaluation import Evaluation, EvaluationElement, EvaluationOption, Interview, Opinion
from cases.models.event import SignificantEvent
from cases.models.explanation import Explanation
from cases.models.family import FamilyGroup, FamilyMember, Relative, RelativeContact
from cases.models.followup import ContactNote, FollowUpVisit, Review
from cases.models.home_study import HomeStudy, TracingStep
from cases.models.imports import ImportBatch
from cases.models.measure import ProtectiveMeasure
from cases.models.notification import Notification, NotificationDraft
from cases.models.plan import ActionProgress, Plan, PlanAction, PlanLine
from cases.models.procedure import MigrationProcedure
from cases.models.release import Release
from cases.models.sealed import SealedNote, SealedReader
from cases.models.service import Service
from cases.models.task import Task
from cases.models.wellbeing import WellbeingMeasure

__all__ = [
    "ActionProgress",
    "AgeAssessment",
    "Alarm",
    "AlarmAnswer",
    "AlarmWatch",
    "AssistedReturn",
    "Attachment",
    "Case",
    "CaseGrant",
    "Child",
    "ChildIdentity",
    "ClosureProposal",
    "ContactNote",
    "Counter",
    "Designation",
    "Emergency",
    "Evaluation",
    "EvaluationElement",
    "EvaluationOption",
    "Explanation",
    "FollowUpVisit",
    "ImportBatch",
    "FamilyGroup",
    "FamilyMember",
    "HomeStudy",
    "Release",
    "TracingStep",
    "FormDraft",
    "Interview",
    "MigrationProcedure",
    "Notification",
    "NotificationDraft",
    "Opinion",
    "Plan",
    "PlanAction",
    "PlanLine",
    "ProtectiveMeasure",
    "RapidAssessment",
    "Relative",
    "RelativeContact",
    "Review",
    "SealedNote",
    "SealedReader",
    "Service",
    "SignificantEvent",
    "StepHistory",
    "Task",
    "TransitionPlan",
    "WellbeingMeasure",
]
