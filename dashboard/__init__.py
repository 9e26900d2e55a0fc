"""Show where every village and community of a district stands in its term election."""
