-- The batch's records as they are to be mapped, where nobody has decided anything about them: as they landed.
CREATE OR REPLACE TEMP VIEW arrived AS
SELECT *
FROM /*landing*/
WHERE _batch = /*batch*/;
