"""Keep text from being taken for a formula by the program that opens a file."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_dangerous(text: str) -> bool:
    """Say whether a spreadsheet might evaluate a text (OWASP, “CSV Injection”)."""
    return text.lstrip(" ").startswith(_DANGEROUS)


def neutralised(text: str) -> str:
    """Return a text that no spreadsheet evaluates: one that might be a formula begins with an apostrophe."""
    return f"'{text}" if is_dangerous(text) else text
