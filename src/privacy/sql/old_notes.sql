DELETE FROM ops.decision
WHERE kind = 'interaction' AND (body ->> '$.happened_at')::TIMESTAMP < $before::DATE;
