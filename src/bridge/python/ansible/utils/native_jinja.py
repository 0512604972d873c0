class NativeJinjaText(str):
    """Text that stays text where templates give values."""
