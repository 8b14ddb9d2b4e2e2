-- Names and cities that have a character of more than one byte, and no folded form yet.
SELECT DISTINCT text
FROM (
    SELECT name AS text FROM core.customer_record
    UNION ALL
    SELECT city FROM core.customer_record
)
ANTI JOIN identity_fold USING (text)
WHERE strlen(text) > length(text)
LIMIT $most
