"""The board on a terminal: fetched from a folder, the Hub or an address, kept for days without a network, shown."""
