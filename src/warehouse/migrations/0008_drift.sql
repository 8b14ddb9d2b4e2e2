-- The shape that each batch came in.
CREATE TABLE ops.batch_column (
    batch_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    column_name VARCHAR NOT NULL,
    -- text, integer, number, date, time, flag, or empty: what nine in ten of its first values are
    looks_like VARCHAR NOT NULL
);

-- Where a batch's shape differs from that of the source's batch before.
CREATE TABLE ops.drift (
    batch_id BIGINT NOT NULL,
    source VARCHAR NOT NULL,
    -- appeared, gone, renamed or type
    kind VARCHAR NOT NULL,
    -- its name in the batch before; in this one, if it has appeared
    column_name VARCHAR NOT NULL,
    was VARCHAR,
    becomes VARCHAR,
    -- the fields that are mapped from it, as entity.field
    feeds VARCHAR NOT NULL
);
