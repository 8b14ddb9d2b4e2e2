-- How often each value of one column stands in the rows of a relation.
SELECT
    /*column*/,
    count(*) AS occurrences,
    count(*) / sum(count(*)) OVER () AS occurrence_share,
    sum(count(*)) OVER (ORDER BY count(*) DESC, /*column*/) / sum(count(*)) OVER () AS cumulative_share
FROM (
    /*relation*/
)
GROUP BY /*column*/
ORDER BY occurrences DESC, /*column*/
