SELECT
    decision_id,
    kind,
    decided_by,
    decided_at,
    body ->> '$.reason' AS reason,
    body ->> '$.note' AS note,
    body -> '$.changed' AS changed_fields,
    subject
FROM ops.decision
WHERE decision_id = $decision;
