"""What the statute prints: tables, labels, numbers, relations, and the way from one version to another."""

from xlreport.forms.crosswalk import Crosswalk, crosswalk
from xlreport.forms.load import DefinitionError, due_form_id, for_year, form_id, load
from xlreport.forms.model import Field, Form, Label, Relation, Table

__all__ = [
    "Crosswalk",
    "DefinitionError",
    "Field",
    "Form",
    "Label",
    "Relation",
    "Table",
    "crosswalk",
    "due_form_id",
    "for_year",
    "form_id",
    "load",
]
