-- Every row fails whose values another row has too; rows with an empty value are not tested.
SELECT
    checked AS checked_row,
    /*source*/ AS source,
    count(*) OVER (PARTITION BY /*columns*/) > 1 AS failing
FROM /*table*/ AS checked
WHERE (/*condition*/) AND /*present*/
