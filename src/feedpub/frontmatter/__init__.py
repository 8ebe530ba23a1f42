"""Front matter: text -> keys, values and their places.

Responsible for finding the front matter of a file (`fences`) and reading each syntax (`yaml`, `toml`,
`json`). Every syntax has the same furniture:

    load(text, max_depth, quotable)     the value that the text holds, every scalar as text
    locate(text, path, of_key)          line and column of a value or of its key

Not responsible for what any key means, or for reading files.
"""
