"""Who is here: the people file, what the trackers know of it, and HR exports."""
