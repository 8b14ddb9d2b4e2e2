-- A batch's records as rows of one entity: first as texts, then as values, then with what is wrong about them. Nothing of it
-- is kept: what reads it works out no more than it asks for.
CREATE OR REPLACE TEMP VIEW /*feed*/ AS
WITH texts AS (
    SELECT
        _record,
        _line,
        /*position*/ AS _position,
        /*texts*/
    FROM /*arrived*/
    WHERE /*where*/
),
typed AS (
    SELECT
        _record,
        _line,
        _position,
        md5(concat_ws('|', /*texts_kept*/)) AS _content,
        /*texts_kept*/,
        /*values*/
    FROM texts
    WHERE /*present*/
),
complete AS (
    SELECT
        _record,
        _line,
        _position,
        _content,
        /*texts_kept*/,
        /*completed*/
    FROM typed
)
SELECT
    _record,
    _line,
    /*wrong_field*/ AS _wrong_field,
    /*wrong_text*/ AS _wrong_text,
    /*keyed*/
FROM complete;
