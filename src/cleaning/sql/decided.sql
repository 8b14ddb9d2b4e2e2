-- Fields of rows that a person has repaired: those that are mapped from a column whose text they changed.
CREATE OR REPLACE TEMP TABLE cleaning_decided AS
WITH repaired AS (
    SELECT
        batch.batch_id,
        repair.record,
        repair.source,
        unnest(from_json(repair.changed, '[{"column": "VARCHAR"}]')) AS changed
    FROM ops.repair
    JOIN ops.batch ON batch.source = repair.source AND batch.content_hash = repair.content_hash
    WHERE repair.state = 'repaired'
)
SELECT DISTINCT
    batch_id,
    record,
    field
FROM repaired
JOIN ops.source_field ON source_field.source = repaired.source AND contains(mapped_from, changed."column")
WHERE entity = $entity;
