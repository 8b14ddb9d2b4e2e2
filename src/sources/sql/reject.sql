-- Records that should feed the entity and cannot, each once.
CREATE OR REPLACE TEMP TABLE wrong AS
SELECT
    _record,
    _line,
    _wrong_field,
    _wrong_text
FROM /*feed*/
WHERE _wrong_field IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY _record) = 1;

-- A record that an earlier entity has rejected already is not told twice.
INSERT INTO ops.reject
SELECT
    /*batch*/ AS batch_id,
    /*source*/ AS source,
    /*file*/ AS file,
    wrong._record AS record,
    wrong._line AS line,
    /*entity*/ AS entity,
    wrong._wrong_field AS field,
    CASE
        WHEN wrong._wrong_text IS NULL THEN concat(wrong._wrong_field, ' is missing')
        ELSE concat(wrong._wrong_field, ' cannot be read from ', to_json(left(wrong._wrong_text, 80)))
    END AS reason,
    left(json_merge_patch(to_json(landed), '{"_batch": null, "_record": null, "_line": null}')::VARCHAR, 4096) AS raw,
    'open' AS state
FROM wrong
JOIN arrived AS landed ON landed._record = wrong._record
WHERE wrong._record NOT IN (SELECT record FROM ops.reject WHERE batch_id = /*batch*/ AND state <> 'repaired');

DROP TABLE wrong;
