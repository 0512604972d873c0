"""What modules import where the controller has no ansible-core. For Python 2.7 and 3; the users' own files come first."""
