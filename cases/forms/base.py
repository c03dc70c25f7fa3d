"""What the forms of a case share."""

from cases.refusals import RecordForm, add_refusal, is_done, linked

__all__ = ["RecordForm", "add_refusal", "is_done", "linked"]
