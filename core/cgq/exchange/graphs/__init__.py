"""The concept graph in files of its own: `forms/` has a module a format, `picture/` what a drawn one takes."""
