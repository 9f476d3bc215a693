"""Each costly stage in its cached form: what its result depends on (the key), what is stored, what is left to do.

Only these modules and `pipeline` know the cache. A key holds the digest of the stage's inputs, the settings that it
reads, the model's id where vectors are involved, and the stage's version; so a stored result is right or not found.
Stored values are MessagePack: half the size of JSON and aware times come back as they went.
"""
