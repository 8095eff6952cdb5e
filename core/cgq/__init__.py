"""CertiGraph Queue: certification-exam PDFs become a question bank, through a durable local queue."""

__version__ = "0.1.0"
