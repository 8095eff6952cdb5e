"""What papers come as besides PDF, and how a PDF is made of it for the reader: no database, no queue, no settings."""
