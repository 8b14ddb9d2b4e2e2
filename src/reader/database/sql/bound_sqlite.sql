-- A mark's text is compared as a number where it is one, whatever its column was declared as.
SELECT
    CASE
        WHEN mark IN (CAST(CAST(mark AS NUMERIC) AS TEXT), printf('%!.17g', CAST(mark AS REAL))) THEN CAST(mark AS NUMERIC)
        ELSE mark
    END
FROM (SELECT ? AS mark);
