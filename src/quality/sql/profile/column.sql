{
    'column_id': /*id*/,
    'table_name': /*table*/,
    'column_name': /*name*/,
    'position': /*position*/,
    'data_type': /*type*/,
    'row_count': count(*),
    'filled': count(*) FILTER (/*filled*/),
    'near_distinct': approx_count_distinct(/*column*/),
    'min_value': min(/*column*/)::VARCHAR,
    'max_value': max(/*column*/)::VARCHAR,
    'mean_value': avg(/*summand*/)::DOUBLE,
    'standard_deviation': stddev_samp(/*summand*/)
}
