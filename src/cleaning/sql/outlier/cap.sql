CASE WHEN number > highest THEN last_inside ELSE first_inside END
