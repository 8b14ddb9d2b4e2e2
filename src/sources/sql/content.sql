-- A batch's content in a number, with how many records it is of, and from where to where they are: the same records in the same
-- order give the same.
SELECT
    count(*) AS records,
    arg_min(mark, record) AS first_mark,
    arg_max(mark, record) AS last_mark,
    bit_xor(md5_number(concat(record, content)))::VARCHAR AS content_hash
FROM (
    SELECT
        _record AS record,
        json_array(/*columns*/)::VARCHAR AS content,
        /*mark*/ AS mark
    FROM /*landing*/
    WHERE _batch = /*batch*/
    UNION ALL
    SELECT
        record,
        raw AS content,
        NULL AS mark
    FROM ops.reject
    WHERE batch_id = /*batch*/
);
