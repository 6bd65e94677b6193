"""Grades for where a course already lives: a CSV file that Canvas or Moodle imports."""
