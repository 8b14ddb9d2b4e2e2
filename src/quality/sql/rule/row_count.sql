-- The table as a whole fails; it is tested even while it is empty.
SELECT
    {'rows': count(*)} AS checked_row,
    NULL AS source,
    coalesce(count(*) < $min, FALSE) OR coalesce(count(*) > $max, FALSE) AS failing
FROM /*table*/ AS checked
WHERE /*condition*/
