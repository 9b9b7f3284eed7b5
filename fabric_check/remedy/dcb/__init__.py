"""How PFC and ETS of switch ports are repaired, on platforms with dcb-maps and on those without."""
