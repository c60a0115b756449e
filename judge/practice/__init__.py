"""What one's own submissions tell: how much was done, what is remembered, and what to solve next.

tries        submissions that count, with their times
counts       days, streaks, verdicts, tags, levels of difficulty
scheduling   when a solved problem is due again
suggestions  what to solve now, and why

All of it is computed anew from the records whenever it is asked for, so that nothing can get out of step with them.
"""
