"""Write what the screens show into files."""
