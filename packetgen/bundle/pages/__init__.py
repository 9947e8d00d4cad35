"""The pages that packetgen draws itself: cover, sommaire, bordereau, absence."""
