-- Which rows were written to which file, so that a file can be followed to its figure and a figure to its files.
CREATE TABLE ops.export (
    exported_at TIMESTAMP NOT NULL,
    done_by VARCHAR NOT NULL,
    file VARCHAR NOT NULL,
    -- a view's or a table's name
    subject VARCHAR NOT NULL,
    row_count BIGINT,
    -- what rows they are, as the program asks for them
    relation VARCHAR
);

INSERT INTO ops.export
SELECT
    happened_at,
    done_by,
    detail::JSON ->> '$.file',
    subject,
    (detail::JSON ->> '$.rows')::BIGINT,
    detail::JSON ->> '$.relation'
FROM ops.audit
WHERE action = 'export' AND json_valid(detail) AND detail::JSON ->> '$.file' IS NOT NULL
ORDER BY audit_id;

-- Who did, exported or tried what. Each entry is hashed together with the one before it, so their numbers have no gaps; the
-- program hashes them, under a key that lies beside the file. None of it is personal data.
CREATE TABLE ops.audit_entry AS
SELECT
    row_number() OVER (ORDER BY audit_id) AS audit_id,
    happened_at,
    done_by,
    action,
    subject,
    CASE
        WHEN action = 'export' AND json_valid(detail) THEN json_merge_patch(detail::JSON, '{"relation": null}')::VARCHAR
        ELSE coalesce(detail, '{}')
    END AS detail,
    -- done, or why not: failed, usage, denied, conflict, cancelled
    'done' AS outcome,
    '' AS previous,
    '' AS hash
FROM ops.audit
ORDER BY audit_id;

DROP TABLE ops.audit;

DROP SEQUENCE ops.audit_ids;

ALTER TABLE ops.audit_entry RENAME TO audit;
