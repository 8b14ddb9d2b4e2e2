INSERT INTO ops.audit (happened_at, done_by, action, subject, detail)
VALUES ($happened_at, $done_by, 'restore', $subject, $detail);
