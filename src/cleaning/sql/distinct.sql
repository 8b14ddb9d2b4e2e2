SELECT text
FROM (
    SELECT DISTINCT /*value*/ AS text
    FROM cleaning_row AS current
    WHERE /*where*/
)
WHERE text <> '' AND (/*concerns*/)
