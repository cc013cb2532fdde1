"""`treatplan schema`: the reference of the file formats."""

import argparse
from typing import TYPE_CHECKING

from treatplan.cli.desk import Exit, OpenDesk
from treatplan.exchange.files import FORMATS, schema

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands


def add_to(commands: "Commands") -> None:
    """Add `schema` to the command line."""
    parser = commands.add_parser("schema", help="print the JSON Schema of a file format")
    parser.add_argument("kind", choices=sorted(FORMATS))
    parser.set_defaults(run=_schema)


def _schema(options: argparse.Namespace, _open_desk: OpenDesk) -> int:
    print(schema(options.kind), end="")
    return Exit.DONE
