"""The open fonts drawn into every PDF; LICENCES.md says where each comes from."""
