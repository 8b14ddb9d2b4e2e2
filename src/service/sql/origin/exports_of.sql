-- The files that a relation's rows were written to, newest first.
SELECT
    file,
    concat_ws(' · ', strftime(max(exported_at), '%Y-%m-%d %H:%M'), arg_max(done_by, exported_at)) AS name,
    arg_max(row_count, exported_at) AS row_count
FROM ops.export
WHERE subject = $subject
GROUP BY file
ORDER BY max(exported_at) DESC
LIMIT 50;
