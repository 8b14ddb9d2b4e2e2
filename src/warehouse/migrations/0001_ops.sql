CREATE SCHEMA IF NOT EXISTS landing;
CREATE SCHEMA IF NOT EXISTS core;
CREATE SCHEMA IF NOT EXISTS mart;
CREATE SCHEMA IF NOT EXISTS ops;

CREATE TABLE ops.schema_version (
    version UINTEGER PRIMARY KEY,
    name VARCHAR NOT NULL,
    program VARCHAR NOT NULL
);

-- How often each table was written. A job's result is stale when a table that it read has moved on.
CREATE TABLE ops.table_version (
    table_name VARCHAR PRIMARY KEY,
    version BIGINT NOT NULL
);

-- One run of a job, failed and cancelled ones too.
CREATE SEQUENCE ops.run_ids;

CREATE TABLE ops.job_run (
    run_id BIGINT PRIMARY KEY DEFAULT nextval('ops.run_ids'),
    job VARCHAR NOT NULL,
    params JSON NOT NULL,
    seed BIGINT NOT NULL,
    as_of DATE,
    inputs JSON NOT NULL,
    fingerprint VARCHAR NOT NULL,
    program VARCHAR NOT NULL,
    started_by VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    status VARCHAR NOT NULL,
    row_count BIGINT,
    result JSON,
    message VARCHAR
);

-- The newest good run of each job: the one whose results are shown.
CREATE VIEW ops.current_run AS
SELECT
    job,
    max(run_id) AS run_id
FROM ops.job_run
WHERE status = 'done'
GROUP BY job;

-- One arrival of data. records = accepted + rejected, always.
CREATE SEQUENCE ops.batch_ids;

CREATE TABLE ops.batch (
    batch_id BIGINT PRIMARY KEY DEFAULT nextval('ops.batch_ids'),
    source VARCHAR NOT NULL,
    file VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    arrived_at TIMESTAMP NOT NULL,
    format VARCHAR NOT NULL,
    encoding VARCHAR,
    records BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    status VARCHAR NOT NULL DEFAULT 'imported',
    run_id BIGINT
);

-- A record that could not be read or mapped, once each, with the reason.
CREATE TABLE ops.reject (
    batch_id BIGINT NOT NULL,
    source VARCHAR NOT NULL,
    file VARCHAR NOT NULL,
    record BIGINT NOT NULL,
    line BIGINT NOT NULL,
    entity VARCHAR,
    field VARCHAR,
    reason VARCHAR NOT NULL,
    raw VARCHAR
);

-- What people decided. It is kept apart from the data that it changes, and outlives every import.
CREATE SEQUENCE ops.decision_ids;

CREATE TABLE ops.decision (
    decision_id BIGINT PRIMARY KEY DEFAULT nextval('ops.decision_ids'),
    kind VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    body JSON NOT NULL,
    decided_by VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL
);

CREATE TABLE ops.check_result (
    run_id BIGINT NOT NULL,
    check_name VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    column_name VARCHAR,
    dimension VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    owner VARCHAR,
    protects VARCHAR,
    -- how many rows the table had
    row_count BIGINT NOT NULL,
    tested BIGINT NOT NULL,
    failed BIGINT NOT NULL
);

CREATE SEQUENCE ops.audit_ids;

CREATE TABLE ops.audit (
    audit_id BIGINT PRIMARY KEY DEFAULT nextval('ops.audit_ids'),
    happened_at TIMESTAMP NOT NULL,
    done_by VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    detail VARCHAR
);

-- The sources of sources.toml as the program read them last, so that queries can name them.
CREATE TABLE ops.source (
    source VARCHAR NOT NULL,
    position BIGINT NOT NULL,
    files VARCHAR NOT NULL,
    system VARCHAR NOT NULL,
    -- what its records are: the first entity that it feeds
    entity VARCHAR
);

CREATE TABLE ops.source_field (
    source VARCHAR NOT NULL,
    entity VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    mapped_from VARCHAR NOT NULL
);
