SELECT /*label*/ AS table_name, count(*) AS keys
FROM (
    SELECT /*key*/
    FROM /*table*/
    WHERE
        source <> 'decision'
        AND hash(/*key*/) IN (
            SELECT hash(/*key*/)
            FROM /*table*/
            WHERE source <> 'decision'
            GROUP BY ALL
            HAVING count(*) > 1
        )
    GROUP BY ALL
    HAVING count(*) > 1
)
