"""Take in what is commanded beside the daily report in bulk: one workbook, a sheet for each type of fact."""
