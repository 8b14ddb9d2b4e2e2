-- Of what was noted of them, that there was a contact stays.
UPDATE ops.decision
SET
    subject = body ->> '$.system',
    body = json_merge_patch(body, '{"customer_key": null, "subject": null, "body": null}')
WHERE
    kind = 'interaction'
    AND (body ->> '$.system', body ->> '$.customer_key') IN (SELECT (system, customer_key) FROM forgotten_key);
