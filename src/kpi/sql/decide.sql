INSERT INTO ops.decision (kind, subject, body, decided_by, decided_at)
VALUES ('kpi.target', $kpi, $body, $decided_by, $decided_at);
