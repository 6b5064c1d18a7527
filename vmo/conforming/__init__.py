"""What conform is made of: one idea a file, from the landed bytes to the rows and what is said of them."""
