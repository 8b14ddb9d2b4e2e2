SELECT /*label*/ AS table_name, count(*) AS row_count
FROM /*table*/
WHERE /*condition*/
HAVING count(*) > 0
