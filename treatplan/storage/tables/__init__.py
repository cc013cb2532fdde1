"""The tables. Rows never leave `storage`; what triggers hold besides is in `fixed_sql`, the search in `search_sql`.

Used with its package's name (`tables.Patient`): the domain has values of the same words.

No id is ever used again (the audit points at them). No foreign key cascades. A `lock` counts the changes of its row.
Text that names one of a few things has a CHECK with a name, so that a migration can find it.
"""

from treatplan.storage.tables.base import Base
from treatplan.storage.tables.care import Note, Visit
from treatplan.storage.tables.papers import Audit, Backup, Given, Handout, Restoration
from treatplan.storage.tables.people import Assignment, Clinic, Form, Patient, User
from treatplan.storage.tables.plans import Intake, Plan, PlannedVisit, Version

__all__ = [
    "Assignment",
    "Audit",
    "Backup",
    "Base",
    "Clinic",
    "Form",
    "Given",
    "Handout",
    "Intake",
    "Note",
    "Patient",
    "Plan",
    "PlannedVisit",
    "Restoration",
    "User",
    "Version",
    "Visit",
]
