"""What Moodle's two formats of questions, its XML and GIFT, have in common: texts, marks, scores and tags."""
