-- Which rows were exported may have been asked for by their name.
UPDATE ops.export
SET relation = NULL
WHERE EXISTS (FROM forgotten_text WHERE contains(relation, text));
