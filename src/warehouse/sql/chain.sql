SELECT
    audit_id,
    happened_at,
    done_by,
    action,
    subject,
    detail,
    outcome,
    previous,
    hash
FROM ops.audit
ORDER BY audit_id;
