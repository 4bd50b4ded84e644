-- The ledger of an archive. Plain SQL that SQLite and PostgreSQL both take: ids are given by the program.

CREATE TABLE runs (
    id INTEGER NOT NULL PRIMARY KEY,
    started TEXT NOT NULL,
    finished TEXT NOT NULL,
    state TEXT NOT NULL,
    profile TEXT NOT NULL,
    edition TEXT NOT NULL,
    model TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    code TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    leaves TEXT NOT NULL,
    roots TEXT NOT NULL,
    engine TEXT NOT NULL,
    workers INTEGER NOT NULL,
    seconds DOUBLE PRECISION NOT NULL,
    files INTEGER NOT NULL,
    read INTEGER NOT NULL,
    known INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    passed_over TEXT NOT NULL
);

-- What reading one content (sha256) with one edition of requirements, model and code (fingerprint) gave.
CREATE TABLE readings (
    id BIGINT NOT NULL PRIMARY KEY,
    sha256 TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    limits TEXT NOT NULL,
    format TEXT NOT NULL,
    pages INTEGER,
    ocr_pages INTEGER NOT NULL,
    unread_pages INTEGER NOT NULL,
    paragraphs INTEGER NOT NULL,
    kind TEXT,
    kind_reason TEXT NOT NULL,
    parties TEXT NOT NULL,
    effective TEXT NOT NULL,
    term TEXT NOT NULL,
    blanks INTEGER NOT NULL,
    error_kind TEXT,
    error TEXT NOT NULL,
    signature TEXT NOT NULL,
    seconds_read DOUBLE PRECISION NOT NULL,
    seconds_tag DOUBLE PRECISION NOT NULL,
    seconds_judge DOUBLE PRECISION NOT NULL,
    peak_memory BIGINT NOT NULL
);

-- Every file of the archive; a file that cannot be opened at all has an error of its own and no reading.
CREATE TABLE documents (
    path TEXT NOT NULL PRIMARY KEY,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    reading BIGINT,
    error_kind TEXT,
    error TEXT NOT NULL,
    run INTEGER NOT NULL,
    gone INTEGER NOT NULL
);

CREATE INDEX documents_by_reading ON documents (reading);

CREATE TABLE findings (
    reading BIGINT NOT NULL,
    place INTEGER NOT NULL,
    requirement TEXT NOT NULL,
    status TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    review INTEGER NOT NULL,
    page INTEGER,
    paragraph INTEGER,
    evidence TEXT NOT NULL,
    missing TEXT NOT NULL,
    explanation TEXT NOT NULL,
    PRIMARY KEY (reading, place)
);
