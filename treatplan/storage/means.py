"""What is done to whole clinics always needs: how to read bodies, the clock, what keys may cost, the schema."""

from treatplan.domain.value import value
from treatplan.services.clinic.ports import Bodies, Now
from treatplan.storage.keys.cost import LIMITS, STANDARD, Cost, Limits
from treatplan.storage.schema import Schema
from treatplan.storage.weak import Common


@value
class Means:
    """`cost` is that of new passphrases, `limits` what is believed of those in a key file.

    `common` is what many people take for a passphrase.
    """

    bodies: Bodies
    clock: Now
    cost: Cost = STANDARD
    limits: Limits = LIMITS
    schema: Schema = Schema()
    common: Common = tuple
