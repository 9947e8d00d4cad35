"""The text of pages that are pictures, for who installed `packetgen[lecture]`."""
