-- Names that have a character of more than one byte, and no folded form yet.
SELECT DISTINCT name
FROM core.customer_record
ANTI JOIN identity_name USING (name)
WHERE strlen(name) > length(name)
LIMIT $most
