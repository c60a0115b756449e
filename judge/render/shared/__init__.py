"""What all output shares: screen width, clean text, tables, figures, the frame of a page."""
