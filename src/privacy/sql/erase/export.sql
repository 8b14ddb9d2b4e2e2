-- Which rows were exported may have been asked for by a name, or a part of one.
UPDATE ops.export
SET relation = NULL
WHERE
    relation IS NOT NULL
    AND (
        subject = 'crm.search'
        OR EXISTS (FROM forgotten_text WHERE contains(relation, text))
    );
