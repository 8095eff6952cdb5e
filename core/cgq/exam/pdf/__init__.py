"""The one corner of cgq that touches PDF libraries."""
