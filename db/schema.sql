-- The schema at head. Written by the tests (--rewrite-golden); read it as a diff.

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE assignment (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    patient_id INTEGER NOT NULL,
    first DATE NOT NULL,
    last DATE NOT NULL,
    lock INTEGER NOT NULL,
    CONSTRAINT fk_assignment_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_assignment_user_id_user FOREIGN KEY(user_id) REFERENCES user (id)
);

CREATE TABLE audit (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at DATETIME NOT NULL,
    user_id INTEGER NOT NULL,
    login TEXT NOT NULL,
    session TEXT NOT NULL,
    action TEXT NOT NULL,
    "of" TEXT NOT NULL,
    object_id INTEGER,
    patient_id INTEGER,
    detail TEXT NOT NULL,
    mac BLOB NOT NULL,
    CONSTRAINT fk_audit_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_audit_user_id_user FOREIGN KEY(user_id) REFERENCES user (id)
);

CREATE TABLE backup (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    made_at DATETIME NOT NULL,
    proven_at DATETIME NOT NULL,
    by_id INTEGER NOT NULL,
    folder TEXT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    CONSTRAINT fk_backup_by_id_user FOREIGN KEY(by_id) REFERENCES user (id)
);

CREATE TABLE clinic (
    id INTEGER NOT NULL,
    db_id VARCHAR(32) NOT NULL,
    made_at DATETIME NOT NULL,
    key_generation INTEGER NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    address TEXT DEFAULT '' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    jurisdiction TEXT DEFAULT 'intl' NOT NULL,
    paper TEXT,
    audit_count INTEGER DEFAULT 0 NOT NULL,
    audit_mac BLOB,
    audit_seal BLOB,
    lock INTEGER NOT NULL, lock_after INTEGER DEFAULT 5 NOT NULL, audit_anchored BOOLEAN DEFAULT false NOT NULL, audit_key BLOB,
    CONSTRAINT pk_clinic PRIMARY KEY (id),
    CONSTRAINT ck_clinic_paper CHECK (paper IS NULL OR paper IN ('a4', 'letter')),
    CONSTRAINT ck_clinic_one_row CHECK (id = 1)
);

CREATE TABLE form_draft (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    form TEXT NOT NULL,
    changed_at DATETIME NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT fk_form_draft_user_id_user FOREIGN KEY(user_id) REFERENCES user (id),
    CONSTRAINT uq_form_draft_user_id_form UNIQUE (user_id, form)
);

CREATE TABLE handout (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    patient_id INTEGER NOT NULL,
    intake_id INTEGER NOT NULL,
    version_id INTEGER,
    language TEXT NOT NULL,
    size TEXT NOT NULL,
    paper TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    pages INTEGER NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    made_at DATETIME NOT NULL,
    made_by_id INTEGER NOT NULL,
    pdf BLOB NOT NULL,
    CONSTRAINT ck_handout_of_a_version CHECK ((kind = 'handout') = (version_id IS NOT NULL)),
    CONSTRAINT ck_handout_kind CHECK (kind IN ('handout', 'referral')),
    CONSTRAINT ck_handout_paper CHECK (paper IN ('a4', 'letter')),
    CONSTRAINT ck_handout_size CHECK (size IN ('standard', 'large', 'economy')),
    CONSTRAINT fk_handout_intake_id_intake FOREIGN KEY(intake_id) REFERENCES intake (id),
    CONSTRAINT fk_handout_made_by_id_user FOREIGN KEY(made_by_id) REFERENCES user (id),
    CONSTRAINT fk_handout_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_handout_version_id_plan_version FOREIGN KEY(version_id) REFERENCES plan_version (id)
);

CREATE TABLE handout_given (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    handout_id INTEGER NOT NULL,
    at DATETIME NOT NULL,
    by_id INTEGER NOT NULL,
    how TEXT NOT NULL,
    CONSTRAINT fk_handout_given_by_id_user FOREIGN KEY(by_id) REFERENCES user (id),
    CONSTRAINT fk_handout_given_handout_id_handout FOREIGN KEY(handout_id) REFERENCES handout (id)
);

CREATE TABLE intake (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    patient_id INTEGER NOT NULL,
    state TEXT NOT NULL,
    taken_on DATE NOT NULL,
    body TEXT NOT NULL,
    changed_at DATETIME NOT NULL,
    lock INTEGER NOT NULL,
    CONSTRAINT ck_intake_state CHECK (state IN ('draft', 'recorded')),
    CONSTRAINT fk_intake_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id)
);

CREATE TABLE patient (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    other_names TEXT NOT NULL,
    birth_date DATE NOT NULL,
    sex TEXT NOT NULL,
    phone TEXT NOT NULL,
    language TEXT NOT NULL,
    print_size TEXT NOT NULL,
    access_needs TEXT NOT NULL,
    search_text TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    added_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    lock INTEGER NOT NULL,
    CONSTRAINT ck_patient_print_size CHECK (print_size IN ('standard', 'large', 'economy')),
    CONSTRAINT ck_patient_sex CHECK (sex IN ('female', 'male', 'other', 'not_recorded'))
);

CREATE VIRTUAL TABLE patient_fts USING fts5(search_text, content='patient', content_rowid='id', tokenize='trigram case_sensitive 1');

CREATE TABLE "plan" (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    patient_id INTEGER NOT NULL,
    made_at DATETIME NOT NULL,
    last_number INTEGER NOT NULL,
    lock INTEGER NOT NULL,
    CONSTRAINT fk_plan_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id)
);

CREATE TABLE plan_version (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    plan_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    status TEXT NOT NULL,
    intake_id INTEGER NOT NULL,
    changed_at DATETIME NOT NULL,
    released_at DATETIME,
    released_by_id INTEGER,
    lock INTEGER NOT NULL,
    body TEXT NOT NULL,
    findings TEXT,
    drafted TEXT NOT NULL,
    CONSTRAINT ck_plan_version_released_whole CHECK ((status = 'draft') = (released_at IS NULL) AND (released_at IS NULL) = (released_by_id IS NULL) AND (released_at IS NULL) = (findings IS NULL)),
    CONSTRAINT ck_plan_version_status CHECK (status IN ('draft', 'released', 'amended', 'closed')),
    CONSTRAINT fk_plan_version_intake_id_intake FOREIGN KEY(intake_id) REFERENCES intake (id),
    CONSTRAINT fk_plan_version_plan_id_plan FOREIGN KEY(plan_id) REFERENCES "plan" (id),
    CONSTRAINT fk_plan_version_released_by_id_user FOREIGN KEY(released_by_id) REFERENCES user (id),
    CONSTRAINT uq_plan_version_plan_id_number UNIQUE (plan_id, number)
);

CREATE TABLE planned_visit (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    version_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    review BOOLEAN NOT NULL,
    "on" DATE,
    at TIME,
    lock INTEGER NOT NULL,
    CONSTRAINT fk_planned_visit_version_id_plan_version FOREIGN KEY(version_id) REFERENCES plan_version (id),
    CONSTRAINT uq_planned_visit_version_id_number UNIQUE (version_id, number)
);

CREATE TABLE restoration (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at DATETIME NOT NULL,
    made_at DATETIME NOT NULL,
    by_id INTEGER NOT NULL,
    CONSTRAINT fk_restoration_by_id_user FOREIGN KEY(by_id) REFERENCES user (id)
);

CREATE TABLE user (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    login TEXT NOT NULL,
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    qualification TEXT DEFAULT '' NOT NULL,
    registration_no TEXT DEFAULT '' NOT NULL,
    roles TEXT NOT NULL,
    slot TEXT DEFAULT '' NOT NULL,
    x25519_public TEXT DEFAULT '' NOT NULL,
    ed25519_public TEXT DEFAULT '' NOT NULL,
    active BOOLEAN DEFAULT true NOT NULL,
    lock INTEGER NOT NULL, valid_from DATE, valid_to DATE,
    CONSTRAINT uq_user_folded UNIQUE (folded)
);

CREATE TABLE visit (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    patient_id INTEGER NOT NULL,
    version_id INTEGER,
    number INTEGER,
    "on" DATE NOT NULL,
    state TEXT NOT NULL,
    opened_by_id INTEGER NOT NULL,
    changed_at DATETIME NOT NULL,
    signed_at DATETIME,
    signed_by_id INTEGER,
    digest VARCHAR(64),
    signature VARCHAR(128),
    signed_with VARCHAR(64),
    lock INTEGER NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT ck_visit_signed_whole CHECK ((state = 'draft') = (signed_at IS NULL) AND (signed_at IS NULL) = (signed_by_id IS NULL) AND (signed_at IS NULL) = (digest IS NULL) AND (signed_at IS NULL) = (signature IS NULL) AND (signed_at IS NULL) = (signed_with IS NULL)),
    CONSTRAINT ck_visit_state CHECK (state IN ('draft', 'signed')),
    CONSTRAINT fk_visit_opened_by_id_user FOREIGN KEY(opened_by_id) REFERENCES user (id),
    CONSTRAINT fk_visit_patient_id_patient FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_visit_signed_by_id_user FOREIGN KEY(signed_by_id) REFERENCES user (id),
    CONSTRAINT fk_visit_version_id_plan_version FOREIGN KEY(version_id) REFERENCES plan_version (id)
);

CREATE TABLE visit_note (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    visit_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    about DATE,
    reason TEXT NOT NULL,
    body TEXT NOT NULL,
    at DATETIME NOT NULL,
    by_id INTEGER NOT NULL,
    digest VARCHAR(64) NOT NULL,
    signature VARCHAR(128) NOT NULL,
    signed_with VARCHAR(64) NOT NULL,
    CONSTRAINT ck_visit_note_kind CHECK (kind IN ('addendum', 'late_entry', 'correction', 'entered_in_error')),
    CONSTRAINT fk_visit_note_by_id_user FOREIGN KEY(by_id) REFERENCES user (id),
    CONSTRAINT fk_visit_note_visit_id_visit FOREIGN KEY(visit_id) REFERENCES visit (id),
    CONSTRAINT uq_visit_note_visit_id_number UNIQUE (visit_id, number)
);

CREATE INDEX ix_assignment_user_id_patient_id ON assignment (user_id, patient_id);

CREATE INDEX ix_audit_action_patient_id ON audit (action, patient_id);

CREATE INDEX ix_audit_patient_id ON audit (patient_id);

CREATE INDEX ix_audit_user_id ON audit (user_id);

CREATE INDEX ix_handout_given_handout_id ON handout_given (handout_id);

CREATE INDEX ix_handout_made_at ON handout (made_at);

CREATE INDEX ix_handout_patient_id ON handout (patient_id);

CREATE INDEX ix_handout_version_id ON handout (version_id);

CREATE INDEX ix_intake_patient_id_state ON intake (patient_id, state);

CREATE INDEX ix_patient_birth_date ON patient (birth_date);

CREATE INDEX ix_patient_changed_at ON patient (changed_at);

CREATE INDEX ix_patient_sort_key ON patient (sort_key);

CREATE INDEX ix_plan_patient_id ON "plan" (patient_id);

CREATE INDEX ix_planned_visit_on ON planned_visit ("on");

CREATE INDEX ix_visit_on ON visit ("on");

CREATE INDEX ix_visit_patient_id_on ON visit (patient_id, "on");

CREATE UNIQUE INDEX uq_intake_one_draft ON intake (patient_id) WHERE state = 'draft';

CREATE UNIQUE INDEX uq_plan_version_one_draft ON plan_version (plan_id) WHERE status = 'draft';

CREATE UNIQUE INDEX uq_plan_version_one_released ON plan_version (plan_id) WHERE status = 'released';

CREATE UNIQUE INDEX uq_visit_one_draft ON visit (patient_id, opened_by_id) WHERE state = 'draft';

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'a row of audit never changes'); END;

CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE number = new.number) BEGIN SELECT RAISE(ABORT, 'a row of audit never changes'); END;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'a row of audit never changes'); END;

CREATE TRIGGER backup_no_delete BEFORE DELETE ON backup BEGIN SELECT RAISE(ABORT, 'a row of backup never changes'); END;

CREATE TRIGGER backup_no_replace BEFORE INSERT ON backup WHEN EXISTS (SELECT 1 FROM backup WHERE id = new.id) BEGIN SELECT RAISE(ABORT, 'a row of backup never changes'); END;

CREATE TRIGGER backup_no_update BEFORE UPDATE ON backup BEGIN SELECT RAISE(ABORT, 'a row of backup never changes'); END;

CREATE TRIGGER handout_given_no_delete BEFORE DELETE ON handout_given BEGIN SELECT RAISE(ABORT, 'a row of handout_given never changes'); END;

CREATE TRIGGER handout_given_no_replace BEFORE INSERT ON handout_given WHEN EXISTS (SELECT 1 FROM handout_given WHERE id = new.id) BEGIN SELECT RAISE(ABORT, 'a row of handout_given never changes'); END;

CREATE TRIGGER handout_given_no_update BEFORE UPDATE ON handout_given BEGIN SELECT RAISE(ABORT, 'a row of handout_given never changes'); END;

CREATE TRIGGER handout_no_delete BEFORE DELETE ON handout BEGIN SELECT RAISE(ABORT, 'a row of handout never changes'); END;

CREATE TRIGGER handout_no_replace BEFORE INSERT ON handout WHEN EXISTS (SELECT 1 FROM handout WHERE id = new.id) BEGIN SELECT RAISE(ABORT, 'a row of handout never changes'); END;

CREATE TRIGGER handout_no_update BEFORE UPDATE ON handout BEGIN SELECT RAISE(ABORT, 'a row of handout never changes'); END;

CREATE TRIGGER intake_no_delete BEFORE DELETE ON intake WHEN old.state <> 'draft' BEGIN SELECT RAISE(ABORT, 'a recorded intake never changes'); END;

CREATE TRIGGER intake_no_replace BEFORE INSERT ON intake WHEN EXISTS (SELECT 1 FROM intake WHERE id = new.id AND state <> 'draft') BEGIN SELECT RAISE(ABORT, 'a recorded intake never changes'); END;

CREATE TRIGGER intake_no_update BEFORE UPDATE ON intake WHEN old.state <> 'draft' OR new.id <> old.id BEGIN SELECT RAISE(ABORT, 'a recorded intake never changes'); END;

CREATE TRIGGER patient_fts_added AFTER INSERT ON patient BEGIN INSERT INTO patient_fts(rowid, search_text) VALUES (new.id, new.search_text); END;

CREATE TRIGGER patient_fts_changed AFTER UPDATE OF search_text ON patient WHEN old.search_text <> new.search_text BEGIN INSERT INTO patient_fts(patient_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text); INSERT INTO patient_fts(rowid, search_text) VALUES (new.id, new.search_text); END;

CREATE TRIGGER patient_fts_removed AFTER DELETE ON patient BEGIN INSERT INTO patient_fts(patient_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text); END;

CREATE TRIGGER plan_version_no_delete BEFORE DELETE ON plan_version WHEN old.status <> 'draft' BEGIN SELECT RAISE(ABORT, 'a released plan never changes'); END;

CREATE TRIGGER plan_version_no_replace BEFORE INSERT ON plan_version WHEN EXISTS (SELECT 1 FROM plan_version WHERE status <> 'draft' AND (id = new.id OR (plan_id = new.plan_id AND (number = new.number OR (status = 'released' AND new.status = 'released'))))) BEGIN SELECT RAISE(ABORT, 'a released plan never changes'); END;

CREATE TRIGGER plan_version_no_skip BEFORE UPDATE ON plan_version WHEN old.status = 'draft' AND (new.id <> old.id OR new.plan_id <> old.plan_id OR new.number <> old.number OR new.status NOT IN ('draft', 'released') OR (new.status = 'released' AND EXISTS (SELECT 1 FROM plan_version WHERE plan_id = old.plan_id AND status = 'released'))) BEGIN SELECT RAISE(ABORT, 'a draft is only released, and only where no other version is'); END;

CREATE TRIGGER plan_version_no_update BEFORE UPDATE ON plan_version WHEN old.status <> 'draft' AND NOT (new.id IS old.id AND new.plan_id IS old.plan_id AND new.number IS old.number AND new.intake_id IS old.intake_id AND new.body IS old.body AND new.findings IS old.findings AND new.drafted IS old.drafted AND new.released_at IS old.released_at AND new.released_by_id IS old.released_by_id AND (new.status = old.status OR (old.status = 'released' AND new.status IN ('amended', 'closed')) OR (old.status = 'amended' AND new.status = 'closed'))) BEGIN SELECT RAISE(ABORT, 'a released plan never changes'); END;

CREATE TRIGGER restoration_no_delete BEFORE DELETE ON restoration BEGIN SELECT RAISE(ABORT, 'a row of restoration never changes'); END;

CREATE TRIGGER restoration_no_replace BEFORE INSERT ON restoration WHEN EXISTS (SELECT 1 FROM restoration WHERE id = new.id) BEGIN SELECT RAISE(ABORT, 'a row of restoration never changes'); END;

CREATE TRIGGER restoration_no_update BEFORE UPDATE ON restoration BEGIN SELECT RAISE(ABORT, 'a row of restoration never changes'); END;

CREATE TRIGGER visit_no_delete BEFORE DELETE ON visit WHEN old.state <> 'draft' BEGIN SELECT RAISE(ABORT, 'a signed visit never changes'); END;

CREATE TRIGGER visit_no_other_patient BEFORE UPDATE ON visit WHEN new.patient_id <> old.patient_id OR new.opened_by_id <> old.opened_by_id BEGIN SELECT RAISE(ABORT, 'a visit stays with its patient'); END;

CREATE TRIGGER visit_no_replace BEFORE INSERT ON visit WHEN EXISTS (SELECT 1 FROM visit WHERE id = new.id AND state <> 'draft') BEGIN SELECT RAISE(ABORT, 'a signed visit never changes'); END;

CREATE TRIGGER visit_no_update BEFORE UPDATE ON visit WHEN old.state <> 'draft' OR new.id <> old.id BEGIN SELECT RAISE(ABORT, 'a signed visit never changes'); END;

CREATE TRIGGER visit_note_no_delete BEFORE DELETE ON visit_note BEGIN SELECT RAISE(ABORT, 'a row of visit_note never changes'); END;

CREATE TRIGGER visit_note_no_replace BEFORE INSERT ON visit_note WHEN EXISTS (SELECT 1 FROM visit_note WHERE id = new.id) BEGIN SELECT RAISE(ABORT, 'a row of visit_note never changes'); END;

CREATE TRIGGER visit_note_no_second BEFORE INSERT ON visit_note WHEN EXISTS (SELECT 1 FROM visit_note WHERE visit_id = new.visit_id AND number = new.number) BEGIN SELECT RAISE(ABORT, 'a row of visit_note never changes'); END;

CREATE TRIGGER visit_note_no_update BEFORE UPDATE ON visit_note BEGIN SELECT RAISE(ABORT, 'a row of visit_note never changes'); END;
