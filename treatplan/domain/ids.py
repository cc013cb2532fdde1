"""Ids of the record. Whole numbers that are never used again, so that the audit points at one thing for ever."""

from typing import NewType

PatientId = NewType("PatientId", int)
IntakeId = NewType("IntakeId", int)
PlanId = NewType("PlanId", int)
VersionId = NewType("VersionId", int)
HandoutId = NewType("HandoutId", int)
UserId = NewType("UserId", int)
VisitId = NewType("VisitId", int)
NoteId = NewType("NoteId", int)
AssignmentId = NewType("AssignmentId", int)
