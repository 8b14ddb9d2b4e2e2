-- A row fails whose values no row of the other table has; while that table is empty, nothing is tested.
SELECT
    checked AS checked_row,
    /*source*/ AS source,
    NOT EXISTS (FROM /*known*/ AS known WHERE /*same*/) AS failing
FROM (FROM /*table*/ WHERE /*condition*/) AS checked
WHERE /*present*/ AND EXISTS (FROM /*known*/)
