DELETE FROM temp.profiled_column;
DELETE FROM temp.profiled_value;
DELETE FROM temp.profiled_again;
DELETE FROM temp.profiled_pair;
DELETE FROM temp.profiled_change;
