"""Files of spreadsheet programs (CSV, Excel workbooks) as rows of text."""
