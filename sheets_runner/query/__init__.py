"""A row as a question: headers, cell operators, CQL values, plain words. Pure."""
