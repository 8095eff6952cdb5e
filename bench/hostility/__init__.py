"""The campaign of damaged papers: how bytes are damaged, and what is counted."""
