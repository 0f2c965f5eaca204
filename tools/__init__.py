"""Converters from public collections of records to the exchange format (docs/formats).

They use nothing but Python's own library and one table of the product, and read a folder of files
that are no part of it: TECHACCORD_DATA.
"""
