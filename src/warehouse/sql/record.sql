INSERT INTO ops.audit (audit_id, happened_at, done_by, action, subject, detail, outcome, previous, hash)
VALUES ($audit_id, $happened_at, $done_by, $action, $subject, $detail, $outcome, $previous, $hash);
