"""Measures feedpub beside the tools that it would replace, on generated records.

    records         a folder of records, the same for the same count, topics and seed
    launch          one command in a process of its own: its time and memory
    measurement     the results of `launch`, as a value
    tools           feedpub, its peers and the baselines: how to install and call them
    verification    a run published the documents that it should have
    rounds          which runs are measured, in which order
    report          medians, ratios and tables
    __main__        python -m benchmarks

Not part of the package that is installed, and not responsible for feedpub's correctness: the tests are.
"""
