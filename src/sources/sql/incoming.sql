-- The entity's rows that are to take their places: of those with one key the last.
CREATE OR REPLACE TEMP VIEW incoming AS
/*incoming*/;
