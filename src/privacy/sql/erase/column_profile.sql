-- Frequent and extreme values may be theirs: only counts stay, until the next profile.
UPDATE mart.column_profile
SET
    min_value = NULL,
    max_value = NULL,
    quantiles = NULL,
    histogram = NULL,
    histogram_bounds = NULL,
    patterns = NULL,
    frequent = NULL
WHERE EXISTS (FROM forgotten_key);
