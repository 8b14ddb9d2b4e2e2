-- The files that a relation's rows were written to, newest first.
SELECT
    detail::JSON ->> '$.file' AS file,
    concat_ws(' · ', strftime(max(happened_at), '%Y-%m-%d %H:%M'), arg_max(done_by, happened_at)) AS name,
    arg_max((detail::JSON ->> '$.rows')::BIGINT, happened_at) AS row_count
FROM ops.audit
WHERE action = 'export' AND subject = $subject
GROUP BY ALL
ORDER BY max(audit_id) DESC
LIMIT 50;
