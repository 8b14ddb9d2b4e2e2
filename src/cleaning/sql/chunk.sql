SELECT text
FROM cleaning_distinct
WHERE place > $first AND place <= $first + $most
