-- Records of which their source says itself what is wrong with them.
INSERT INTO ops.reject
SELECT
    /*batch*/ AS batch_id,
    /*source*/ AS source,
    /*file*/ AS file,
    _record AS record,
    _line AS line,
    /*entity*/ AS entity,
    /*column*/ AS field,
    core.read_text(/*fault*/) AS reason,
    left(json_merge_patch(to_json(landed), '{"_batch": null, "_record": null, "_line": null}')::VARCHAR, 4096) AS raw,
    'open' AS state
FROM arrived AS landed
WHERE
    core.read_text(/*fault*/) IS NOT NULL
    AND _record NOT IN (SELECT record FROM ops.reject WHERE batch_id = /*batch*/ AND state <> 'repaired');
