UPDATE ops.audit
SET previous = $previous, hash = $hash
WHERE audit_id = $audit_id;
