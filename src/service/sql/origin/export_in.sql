-- What was last written to a file.
SELECT
    happened_at AS exported_at,
    done_by,
    (detail::JSON ->> '$.rows')::BIGINT AS row_count,
    detail::JSON ->> '$.relation' AS relation
FROM ops.audit
WHERE action = 'export' AND detail::JSON ->> '$.file' = $file
ORDER BY audit_id DESC
LIMIT 1;
