-- Who did, exported or tried what, newest first.
SELECT
    audit_id,
    happened_at,
    done_by,
    action,
    subject,
    outcome,
    detail
FROM ops.audit
WHERE
    ($user::VARCHAR IS NULL OR done_by = $user)
    AND ($action::VARCHAR IS NULL OR action = $action)
    AND ($subject::VARCHAR IS NULL OR subject = $subject)
ORDER BY audit_id DESC;
