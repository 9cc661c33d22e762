"""Texts in rows and columns → fields of the form, by their labels: altered sheets and published documents."""
