"""What the forms of a case share."""

from cases.refusals import add_refusal, is_done, linked

__all__ = ["add_refusal", "is_done", "linked"]
