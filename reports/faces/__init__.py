"""The faces of a report: how its figures are written on a page, a paper, in a file and for a machine. Nothing is computed here."""
