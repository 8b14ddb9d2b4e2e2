-- The incoming rows take the places of those that an earlier batch has brought.
CREATE OR REPLACE TEMP TABLE settled AS
SELECT
    /*rows*/
FROM incoming
LEFT JOIN /*table*/ AS old ON /*same_key*/ AND old.source <> 'decision'
/*customer_join*/;

-- What a person has decided stays beside what files say, and wins over it where it is read.
DELETE FROM /*table*/ AS old USING settled AS incoming WHERE /*same_key*/ AND old.source <> 'decision';

INSERT INTO /*table*/ (/*columns*/) SELECT * FROM settled;

DROP TABLE settled;
