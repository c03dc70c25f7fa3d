"""What the pages of a case share."""

from cases.pages import read, show_form, visible_case

__all__ = ["read", "show_form", "visible_case"]
