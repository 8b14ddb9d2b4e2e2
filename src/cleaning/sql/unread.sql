INSERT INTO cleaning_unread
SELECT $position, $is_applied, count(*)
FROM cleaning_row AS current
JOIN cleaning_text AS standard ON standard.before = /*value*/
WHERE (/*where*/) AND NOT standard.is_read;
