INSERT INTO ops.decision (kind, subject, body, decided_by, decided_at)
VALUES ($kind, $subject, $body, $decided_by, $decided_at);
