"""Backups: one encrypted file each, made beside a running writer, opened again and compared before it counts.

The format is described for everybody in `docs/backup-format.md`. `container` reads and writes it, `look` says what of
a database is compared, `make` makes and proves a file, `archive` opens one, `restore` puts a clinic back from it.
"""
