SELECT DISTINCT /*label*/ AS table_name, run_id
FROM /*table*/
