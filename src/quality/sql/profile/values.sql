SELECT /*id*/ AS column_id, value::VARCHAR AS value, /*number*/ AS number, count(*) AS occurrences
FROM (SELECT /*column*/ AS value FROM /*table*/ WHERE /*filled*/ AND hash(rowid) % /*stride*/ = 0) AS seen
GROUP BY seen.value
