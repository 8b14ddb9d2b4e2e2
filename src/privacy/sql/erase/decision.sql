-- What was decided about their records being one customer, or never.
DELETE FROM ops.decision
WHERE
    starts_with(kind, 'identity.')
    AND (
        (body ->> '$.left.system', body ->> '$.left.customer_key') IN (SELECT (system, customer_key) FROM forgotten_key)
        OR (body ->> '$.right.system', body ->> '$.right.customer_key') IN (SELECT (system, customer_key) FROM forgotten_key)
    );
