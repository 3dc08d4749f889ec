"""Who went, where to, did it happen: trips read from cue, place and grammar."""
