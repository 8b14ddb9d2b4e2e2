-- A row fails in which any of the columns is empty.
SELECT
    checked AS checked_row,
    /*source*/ AS source,
    len(list_filter([/*texts*/], lambda text: coalesce(trim(text), '') = '')) > 0 AS failing
FROM /*table*/ AS checked
WHERE /*condition*/
