-- Whether the table has a row of the entity that one of the incoming rows would replace.
SELECT
    EXISTS (
        SELECT 1
        FROM /*table*/ AS old
        SEMI JOIN incoming ON /*same_key*/
        WHERE old.source <> 'decision'
    );
