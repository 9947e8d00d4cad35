"""What touches the machine: processes, files, bug reports."""
