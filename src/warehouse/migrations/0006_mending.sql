-- What people decide about records that failed, so that nothing is lost: of every batch, records = accepted + rejected +
-- repaired + given_up.
ALTER TABLE ops.batch ADD COLUMN repaired BIGINT DEFAULT 0;

ALTER TABLE ops.batch ADD COLUMN given_up BIGINT DEFAULT 0;

-- open, given_up, or repaired, which only a record that could not be read stays as: it never landed.
ALTER TABLE ops.reject ADD COLUMN state VARCHAR DEFAULT 'open';

-- The decision in force about each record, by its file's content: it holds again when the same file is imported again. What
-- was wrong is kept with it.
CREATE VIEW ops.repair AS
SELECT
    body ->> '$.source' AS source,
    body ->> '$.content_hash' AS content_hash,
    (body ->> '$.record')::UBIGINT AS record,
    (body ->> '$.line')::UBIGINT AS line,
    body ->> '$.file' AS file,
    CASE kind WHEN 'record.repair' THEN 'repaired' ELSE 'given_up' END AS state,
    -- the whole record as it should be: the file's columns and their texts
    body -> '$.fields' AS fields,
    -- the columns that were changed, each from what to what
    body -> '$.changed' AS changed,
    body ->> '$.entity' AS entity,
    body ->> '$.field' AS field,
    body ->> '$.reason' AS reason,
    body ->> '$.note' AS note,
    decided_by,
    decided_at
FROM (
    SELECT *
    FROM ops.decision
    WHERE kind IN ('record.repair', 'record.give_up', 'record.reopen')
    QUALIFY row_number() OVER (PARTITION BY subject ORDER BY decision_id DESC) = 1
)
WHERE kind <> 'record.reopen';
