"""The search index over `patient.search_text`, and the triggers that keep it true. SQLite only.

A migration holds a copy of its own, because it never changes; a test compares the two at head.
"""

SEARCH_TABLE = (
    "CREATE VIRTUAL TABLE patient_fts USING fts5("
    "search_text, content='patient', content_rowid='id', tokenize='trigram case_sensitive 1')"
)
"""Case-sensitive: the text is folded already, and folding it again would cost."""

SEARCH_TRIGGERS = {
    "patient_fts_added": (
        "CREATE TRIGGER patient_fts_added AFTER INSERT ON patient BEGIN"
        " INSERT INTO patient_fts(rowid, search_text) VALUES (new.id, new.search_text); END"
    ),
    "patient_fts_removed": (
        "CREATE TRIGGER patient_fts_removed AFTER DELETE ON patient BEGIN"
        " INSERT INTO patient_fts(patient_fts, rowid, search_text)"
        " VALUES ('delete', old.id, old.search_text); END"
    ),
    "patient_fts_changed": (
        "CREATE TRIGGER patient_fts_changed AFTER UPDATE OF search_text ON patient"
        " WHEN old.search_text <> new.search_text BEGIN"
        " INSERT INTO patient_fts(patient_fts, rowid, search_text)"
        " VALUES ('delete', old.id, old.search_text);"
        " INSERT INTO patient_fts(rowid, search_text) VALUES (new.id, new.search_text); END"
    ),
}
"""Name and SQL: a migration that rebuilds `patient` loses them, so its runner makes them again from here."""

SEARCH_REBUILD = "INSERT INTO patient_fts(patient_fts) VALUES ('rebuild')"
