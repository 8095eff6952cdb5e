"""What people decide about questions, as texts that they edit."""
