    SELECT value, /*number*/ AS number, before, after
    FROM (
        SELECT
            CASE WHEN /*filled*/ THEN /*column*/ END AS value,
            count(*) FILTER (/*before*/) AS before,
            count(*) FILTER (/*after*/) AS after
        FROM /*table*/ AS checked
        WHERE (/*condition*/) AND ((/*before*/) OR (/*after*/))
        GROUP BY ALL
    )
