-- What one rule changes in one column; an outlier that it keeps is told too.
INSERT INTO cleaning_change
SELECT
    $position AS position,
    $rule AS rule,
    $table AS table_name,
    batch_id,
    record,
    row_key,
    $column_name AS column_name,
    before,
    after,
    $kind AS kind,
    $is_applied AS is_applied
FROM (
/*treated*/
) AS treated
WHERE
    (after IS DISTINCT FROM before OR $kind = 'kept')
    AND (batch_id, record, $field) NOT IN (SELECT (batch_id, record, field) FROM cleaning_decided);
