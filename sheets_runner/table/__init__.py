"""What a tab holds: cells, their places, their kinds. Pure: no file, no network, no clock."""
