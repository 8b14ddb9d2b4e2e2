-- A row fails whose value is not one of those allowed; empty values are not tested.
SELECT
    checked AS checked_row,
    /*source*/ AS source,
    NOT list_contains($allowed::JSON::VARCHAR[], /*columns*/::VARCHAR) AS failing
FROM /*table*/ AS checked
WHERE (/*condition*/) AND /*present*/
