-- Rows of which the table has none yet.
INSERT INTO /*table*/ (/*columns*/)
SELECT
    /*first_rows*/
FROM incoming
/*customer_join*/;
