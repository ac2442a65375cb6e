"""Goal T1, what the suite is worth: one-line faults are put into a copy of the product, and the tests must find them.

`make mutants N=100 SEED=1`, or `python -m benchmarks.mutants --many 100 --seed 1`. `docs/reliability.md` says how each
is counted.
"""
