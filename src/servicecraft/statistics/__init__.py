"""
The arithmetic of scores: shares, means, agreement, control limits, times until something ended, protected counts.

Everything here is numbers in, numbers out, for one group or for many at once. It knows no program, speaks no language and
refuses nothing: what has no answer is NaN. Who asks on behalf of people checks first and says what is missing.
"""
