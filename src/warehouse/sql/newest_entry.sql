SELECT audit_id, hash
FROM ops.audit
ORDER BY audit_id DESC
LIMIT 1;
