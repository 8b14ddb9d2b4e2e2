-- The entity's rows take their places: of rows with one key the last stays, and replaces what an earlier batch has said.
CREATE OR REPLACE TEMP TABLE settled AS
WITH good AS (
    SELECT *
    FROM /*feed*/
    WHERE
        _wrong_field IS NULL
        AND _record NOT IN (SELECT record FROM ops.reject WHERE batch_id = /*batch*/ AND state <> 'repaired')
),
incoming AS (
    SELECT *
    FROM good
    WHERE /*newest*/
)
SELECT
    /*rows*/
FROM incoming
LEFT JOIN /*table*/ AS old ON /*same_key*/ AND old.source <> 'decision'
/*customer_join*/;

-- What a person has decided stays beside what files say, and wins over it where it is read.
DELETE FROM /*table*/ AS old USING settled AS incoming WHERE /*same_key*/ AND old.source <> 'decision';

INSERT INTO /*table*/ (/*columns*/) SELECT * FROM settled;

DROP TABLE settled;

DROP TABLE /*feed*/;
