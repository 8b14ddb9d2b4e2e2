-- Who did, exported or tried what, newest first. The role is that of the time, and none of who needs none.
WITH entry AS (
    -- A detail that was tampered with may be anything.
    SELECT *, try_cast(detail AS JSON) AS told
    FROM ops.audit
)
SELECT
    audit_id,
    happened_at,
    done_by,
    told ->> '$.role' AS role,
    action,
    subject,
    outcome,
    told ->> '$.reason' AS given_reason,
    detail
FROM entry
WHERE
    ($user::VARCHAR IS NULL OR done_by = $user)
    AND ($action::VARCHAR IS NULL OR action = $action)
    AND ($subject::VARCHAR IS NULL OR subject = $subject)
ORDER BY audit_id DESC;
