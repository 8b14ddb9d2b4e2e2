-- Figures, without those of rows that stand for a few people only.
SELECT * /*replaced*/
FROM (
    SELECT
        *,
        coalesce((/*people*/) > 0 AND (/*people*/) < /*least*/, FALSE) AS is_withheld
    FROM (
/*figures*/
    ) AS shown
);
