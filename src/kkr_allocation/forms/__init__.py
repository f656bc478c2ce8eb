"""What the workbooks look like: their sheets and headings, for readers and templates alike."""
