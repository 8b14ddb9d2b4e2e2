-- A batch's content in a number, with how many records it is of: the same records in the same order give the same.
SELECT
    count(*) AS records,
    bit_xor(md5_number(concat(record, content)))::VARCHAR AS content_hash
FROM (
    SELECT _record AS record, json_array(/*columns*/)::VARCHAR AS content
    FROM /*landing*/
    WHERE _batch = /*batch*/
    UNION ALL
    SELECT record, raw AS content
    FROM ops.reject
    WHERE batch_id = /*batch*/
);
