"""Measures feedpub beside what one would use in its place, on records made for the purpose.

    records         a folder of records, the same for the same count, topics and seed
    launch          one command in a process of its own: its time and memory
    measurement     what `launch` found, as a value
    tools           feedpub, its peers and the baselines: what to install, what to call
    verification    that a run published what it should have
    rounds          which runs are measured, in which order
    report          medians, ratios and tables
    __main__        python -m benchmarks

Not part of the package that is installed, and not responsible for feedpub's correctness: the tests are.
"""
