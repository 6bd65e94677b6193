"""The board on a terminal: fetched from a folder, the Hub or an address, kept for when there is no network, and shown."""
