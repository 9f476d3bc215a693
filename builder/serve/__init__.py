"""The local server: watch, rebuild, reload, and what is wrong shown over the last good site."""
