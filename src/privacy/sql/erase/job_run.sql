-- Runs that were given their number, or that tell of them in what they found or why they failed.
UPDATE ops.job_run
SET
    params = CASE WHEN job = 'campaigns.preview' THEN json_merge_patch(params, '{"customers": null}') ELSE params END,
    result = CASE
        WHEN EXISTS (FROM forgotten_text WHERE contains(result::VARCHAR, text)) THEN NULL
        ELSE result
    END,
    message = CASE
        WHEN EXISTS (FROM forgotten_text WHERE contains(message, text)) THEN 'forgotten'
        ELSE message
    END
WHERE
    list_has_any(
        string_split(params ->> '$.customers', ','),
        (SELECT list(customer_id::VARCHAR) FROM forgotten_person)
    )
    OR EXISTS (FROM forgotten_text WHERE contains(result::VARCHAR, text) OR contains(message, text));
