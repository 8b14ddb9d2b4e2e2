-- All open rejects of a source that have the rule's text in its column, mended as others were.
INSERT INTO ops.decision (kind, subject, body, decided_by, decided_at)
SELECT
    'record.repair' AS kind,
    concat_ws('/', reject.source, batch.content_hash, reject.record) AS subject,
    json_object(
        'source', reject.source,
        'content_hash', batch.content_hash,
        'record', reject.record,
        'line', reject.line,
        'file', reject.file,
        'fields', json_merge_patch(reject.raw::JSON, json_object($column, $new_text)),
        'changed', [json_object('column', $column, 'from', $old_text, 'to', $new_text)],
        'entity', reject.entity,
        'field', reject.field,
        'reason', reject.reason
    ) AS body,
    $decided_by AS decided_by,
    $decided_at AS decided_at
FROM ops.reject
JOIN ops.batch USING (batch_id)
WHERE
    reject.source = $source
    AND reject.state = 'open'
    AND json_valid(reject.raw)
    AND reject.raw ->> ('$."' || $column || '"') = $old_text;
