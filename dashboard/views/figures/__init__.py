"""Draw the charts of the desk: from states to data, and from data to Plotly figures."""
